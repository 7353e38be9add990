import type { Flight } from '@campaigns/contracts';
import { type ExistingOrchestration, type GuardDecision, guardDecision } from '@campaigns/domain';
import type { EventStore } from '@campaigns/event-sourcing';
import {
  commandOf,
  contextOf,
  type LoadedOrchestration,
  loadOrchestration,
  timerOf,
  tryAgainMs,
} from './orchestration-command.ts';
import { spends } from './platform-spend.ts';
import { letGo, mayStart, outcomesSoFar, type RunUnderWay, runUnderWay } from './run-under-way.ts';
import type { Firing, Timer, TimerRule } from './timer.ts';

/** So soon it is asked again while a look is waited for. */
const againMs = 60_000;

type Judged = Readonly<{
  decision: GuardDecision;
  /** Epoch ms; of the platform that was looked at longest ago. */
  seenAt: number;
}>;

const judged = async (
  store: EventStore,
  loaded: LoadedOrchestration,
  state: ExistingOrchestration,
  flight: Flight,
  now: Date,
): Promise<Judged> => {
  const platforms = await spends(store, loaded, state, flight, now);
  const delivering = platforms.filter(({ deliversUntil }) => deliversUntil === null);
  const seenAt = delivering.map(({ observations }) => Date.parse(observations.at(-1)?.observedAt ?? flight.startAt));
  return {
    decision: guardDecision({ capMicros: state.totalBudget.micros, platforms, now: now.toISOString() }),
    seenAt: Math.min(now.getTime(), ...seenAt),
  };
};

/** An older look is made anew before anything is paused on a guess: who syncs by hand may not have looked for days. */
const freshMs = 20 * 60_000;

/** So long a look is waited for. Who cannot be looked at is paused. */
const patienceMs = 10 * 60_000;

/** Only these bring results: a sync of the settings, or of changes, tells nothing about spend. */
const fetches = ({ type, data }: LoadedOrchestration['events'][number]): boolean =>
  type === 'OptimizationRequested' ||
  (type === 'SyncRequested' && (data.syncType === 'full' || data.syncType === 'performance'));

/** When results were first asked for since that look, by whomever; epoch ms. `undefined` when they were not. */
const askedSince = ({ events }: LoadedOrchestration, seenAt: number): number | undefined => {
  const asked = events.find((stored) => Date.parse(stored.metadata.occurredAt) > seenAt && fetches(stored));
  return asked === undefined ? undefined : Date.parse(asked.metadata.occurredAt);
};

/** A platform that spends nothing today may begin to, and who syncs by hand may not look for long. */
const nothingExpectedMs = 6 * 60 * 60_000;

/** When this budget was first reached. */
const reachedAt = ({ events }: LoadedOrchestration, capMicros: number, at: Date): number => {
  const first = events.find(({ type, data }) => type === 'BudgetReached' && data.capMicros === capMicros);
  return first === undefined ? at.getTime() : Date.parse(first.metadata.occurredAt);
};

const look = (timer: Timer, loaded: LoadedOrchestration, at: Date): Firing['append'] =>
  commandOf(timer, loaded, at, (workflowId) => ({
    type: 'RequestSync',
    data: { workflowId, syncType: 'performance', trigger: 'auto', now: at.toISOString() },
  }));

const whileWaiting = (
  timer: Timer,
  loaded: LoadedOrchestration,
  state: ExistingOrchestration,
  lookAgainAt: string | null,
  seenAt: number,
  at: Date,
): Firing => {
  if (lookAgainAt !== null) return { append: undefined, next: new Date(lookAgainAt) };
  if (state.sync.strategy !== 'manual') return { append: undefined, next: undefined };
  const isOld = at.getTime() - seenAt >= nothingExpectedMs;
  return {
    append: isOld ? look(timer, loaded, at) : undefined,
    next: new Date(at.getTime() + nothingExpectedMs),
  };
};

const whatFollows = (
  timer: Timer,
  loaded: LoadedOrchestration,
  state: ExistingOrchestration,
  { decision, seenAt }: Judged,
  at: Date,
): Firing => {
  if (decision.do === 'wait') return whileWaiting(timer, loaded, state, decision.lookAgainAt, seenAt, at);
  if (decision.reason !== 'spent' && at.getTime() - seenAt > freshMs) {
    const next = new Date(at.getTime() + againMs);
    const asked = askedSince(loaded, seenAt);
    // While another run is in the way nobody can look; its end is a new reason to.
    if (asked === undefined) return { append: look(timer, loaded, at), next };
    if (at.getTime() - asked < patienceMs) return { append: undefined, next };
  }
  const { observedMicros, upperMicros, burstMicros } = decision.estimate;
  const estimatedMicros = Math.max(upperMicros, decision.reason === 'burst_in_flight' ? burstMicros : 0);
  const append = commandOf(timer, loaded, at, (workflowId) => ({
    type: 'ReachBudget',
    data: { observedMicros, estimatedMicros, workflowId, now: at.toISOString() },
  }));
  const sinceMs = at.getTime() - reachedAt(loaded, state.totalBudget.micros, at);
  return { append, next: new Date(at.getTime() + tryAgainMs(sinceMs)) };
};

/** So soon it is asked what a run has started that takes long; most deployments end within a minute. */
const watchMs = 10 * 60_000;

/** What a run that takes long holds up: that what it has started is known, and later the pause. */
const besideRun = (timer: Timer, loaded: LoadedOrchestration, open: RunUnderWay, at: Date): Firing['append'] => {
  const progress = commandOf(timer, loaded, at, () => ({
    type: 'RecordProgress',
    data: {
      workflowId: open.run.started.workflowId,
      outcomes: outcomesSoFar(open.run),
      now: at.toISOString(),
    },
  }));
  if (progress !== undefined) return progress;
  const { state, events } = loaded;
  const [first] = events;
  if (state.status !== 'active' || state.pendingPause === null || first === undefined) return undefined;
  return letGo(open, contextOf(timer, first, at));
};

const earlier = (one: Date, other: Date | undefined): Date => (other === undefined || one < other ? one : other);

/**
 * Pauses an orchestration when its budget is spent, what is not yet reported included. Looks when a run has ended (by then
 * its results are in the log), when a budget has changed, and at the instant at which the money would be gone; and from time to
 * time at a run that may have started campaigns and does not end, because it waits for a person or for a platform.
 */
export const budgetGuard: TimerRule = {
  askedForBy: ['DeploymentRequested', 'ResumeRequested', 'OrchestrationActivated', 'BudgetChanged', 'WorkflowSettled'],
  timerFor: async (event, store) => {
    const { state } = await loadOrchestration(store, event.stream);
    if (state.status === 'absent') return undefined;
    const dueAt = new Date(event.metadata.occurredAt);
    if (event.type === 'DeploymentRequested' || event.type === 'ResumeRequested') {
      const later = new Date(dueAt.getTime() + watchMs);
      return timerOf(event, state.orchestrationId, { kind: 'budget-guard', dueAt: later, known: 'stays' });
    }
    if (state.status !== 'active') return undefined;
    return timerOf(event, state.orchestrationId, { kind: 'budget-guard', dueAt, known: 'moves' });
  },
  prepare: (store, now) => async (timer) => {
    const loaded = await loadOrchestration(store, timer.stream);
    const { state } = loaded;
    const at = now();
    // At the end of the flight everything stops anyway.
    const isOver = state.status === 'absent' || state.flight === null || Date.parse(state.flight.endAt) <= at.getTime();
    if (isOver) return { append: undefined, next: undefined };
    const open = await runUnderWay(store, state);
    const append = open === undefined ? undefined : besideRun(timer, loaded, open, at);
    if (append !== undefined) return { append, next: new Date(at.getTime() + againMs) };
    const watched = mayStart(state) ? new Date(at.getTime() + watchMs) : undefined;
    if (state.status !== 'active') return { append: undefined, next: watched };
    const firing = whatFollows(timer, loaded, state, await judged(store, loaded, state, state.flight, at), at);
    return watched === undefined ? firing : { ...firing, next: earlier(watched, firing.next) };
  },
};
