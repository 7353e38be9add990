import type { Flight } from '@campaigns/contracts';
import { type ExistingOrchestration, type GuardDecision, guardDecision } from '@campaigns/domain';
import { derivedId, type EventStore } from '@campaigns/event-sourcing';
import { commandOf, type LoadedOrchestration, loadOrchestration } from './orchestration-command.ts';
import { spendOf } from './platform-spend.ts';
import type { Firing, Timer, TimerRule } from './timer.ts';

/** So much later what was not paused is paused again. */
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
  const spends = await Promise.all(
    state.mappings.map((mapping) => spendOf(store, loaded, state, flight, mapping, now)),
  );
  const platforms = spends.flat();
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

/** When results were last asked for, by whomever; epoch ms. */
const askedAt = ({ events }: LoadedOrchestration): number =>
  Date.parse(events.findLast(({ type }) => type === 'SyncRequested')?.metadata.occurredAt ?? '1970-01-01');

const look = (timer: Timer, loaded: LoadedOrchestration, at: Date): Firing['append'] =>
  commandOf(timer, loaded, at, (workflowId) => ({
    type: 'RequestSync',
    data: { workflowId, syncType: 'performance', trigger: 'auto', now: at.toISOString() },
  })).append;

const whatFollows = (timer: Timer, loaded: LoadedOrchestration, { decision, seenAt }: Judged, at: Date): Firing => {
  if (decision.do === 'wait') {
    const { lookAgainAt } = decision;
    return { append: undefined, next: lookAgainAt === null ? undefined : new Date(lookAgainAt) };
  }
  const next = new Date(at.getTime() + againMs);
  if (decision.reason !== 'spent' && at.getTime() - seenAt > freshMs) {
    if (at.getTime() - askedAt(loaded) < patienceMs) return { append: undefined, next };
    // While another run is in the way nothing could be paused either; its end is a new reason to look.
    if (askedAt(loaded) <= seenAt) return { append: look(timer, loaded, at), next };
  }
  const { observedMicros, upperMicros, burstMicros } = decision.estimate;
  const estimatedMicros = Math.max(upperMicros, decision.reason === 'burst_in_flight' ? burstMicros : 0);
  const { append } = commandOf(timer, loaded, at, (workflowId) => ({
    type: 'ReachBudget',
    data: { observedMicros, estimatedMicros, workflowId, now: at.toISOString() },
  }));
  return { append, next };
};

/**
 * Pauses an orchestration when its budget is spent, what is not yet reported included. Looks when a run has ended (by then
 * its results are in the log), when a budget has changed, and at the instant at which the money would be gone.
 */
export const budgetGuard: TimerRule = {
  askedForBy: ['OrchestrationActivated', 'BudgetChanged', 'WorkflowSettled'],
  timerFor: async (event, store) => {
    const { state } = await loadOrchestration(store, event.stream);
    if (state.status !== 'active') return undefined;
    return {
      timerId: derivedId(state.orchestrationId, 'budget-guard'),
      dueAt: new Date(event.metadata.occurredAt),
      ...{ kind: 'budget-guard', stream: event.stream, causeId: event.metadata.eventId, position: event.position },
      known: 'moves',
    };
  },
  prepare: (store, now) => async (timer) => {
    const loaded = await loadOrchestration(store, timer.stream);
    const { state } = loaded;
    const at = now();
    // At the end of the flight everything stops anyway.
    const isOver = state.status !== 'active' || state.flight === null || Date.parse(state.flight.endAt) <= at.getTime();
    if (isOver) return { append: undefined, next: undefined };
    return whatFollows(timer, loaded, await judged(store, loaded, state, state.flight, at), at);
  },
};
