import type { Flight, OrchestrationEvent, SyncDirection, SyncType } from '@campaigns/contracts';
import { RuleViolation } from '@campaigns/event-sourcing';
import type { RequestSync } from './commands.ts';
import { evolve } from './evolve.ts';
import { pushableBudgets } from './ledger.ts';
import { existing, requireAllowed, requireFree, requireNoSync } from './life-cycle.ts';
import { type ExistingOrchestration, isLive, type Orchestration } from './state.ts';
import { creativesOf, resultsSince, toSyncTarget, workflowRequest } from './targets.ts';

/** What each type can do: results and lists of changes are read only. */
const directionsOf: Readonly<Record<SyncType, readonly SyncDirection[]>> = {
  full: ['bidirectional', 'push', 'pull'],
  incremental: ['pull'],
  settings: ['push', 'pull', 'bidirectional'],
  performance: ['pull'],
  creative: ['bidirectional', 'push', 'pull'],
};

export const requestSync = ({ data }: RequestSync, before: Orchestration): readonly OrchestrationEvent[] => {
  const state = existing(before);
  const { workflowId, syncType, trigger, now, direction } = data;
  if (state.syncRun === workflowId) return [];
  if (direction !== undefined && !directionsOf[syncType].includes(direction)) {
    const possible = directionsOf[syncType].join(', ');
    throw new RuleViolation('sync-direction-not-possible', `A ${syncType} sync has the direction ${possible}`, {
      ...{ syncType, direction },
    });
  }
  requireAllowed(state, syncType === 'performance' ? 'fetch-performance' : 'sync');
  // Results are only read, also of what a run has started that does not come to its end.
  if (syncType === 'performance') requireNoSync(state);
  else requireFree(state, { ofSync: true });
  const live = state.mappings.filter(isLive);
  if (live.length === 0 || state.flight === null) {
    throw new RuleViolation('nothing-to-sync', 'No campaign of this orchestration exists on a platform');
  }
  const request = workflowRequest(state, workflowId, state.flight, live, toSyncTarget);
  const since = resultsSince(state.flight, now);
  const window = syncType === 'incremental' ? changesSince(state, state.flight, now) : {};
  const creatives = syncType === 'creative' ? { creatives: [...creativesOf(state)] } : {};
  const way = direction === undefined ? {} : { direction };
  return [
    {
      type: 'SyncRequested',
      data: { ...request, syncType, trigger, since, ...window, ...creatives, ...way, ...policyOf(state) },
    },
  ];
};

const policyOf = ({ sync: { policy } }: ExistingOrchestration) => (policy === undefined ? {} : { policy });

/** A platform's list of changes may lag behind, and its clock differ from ours. */
const overlapMs = 600_000;

/** Campaigns may have been made long before their flight, and a first look is to see everything since. */
const firstLookMs = 30 * 86_400_000;
const before = (startAt: string, now: string): string =>
  new Date(Math.min(Date.parse(startAt), Date.parse(now) - firstLookMs)).toISOString();

const changesSince = (
  { changesRead: { until } }: ExistingOrchestration,
  { startAt }: Flight,
  now: string,
): Readonly<{ changedSince: string; changedUntil: string }> => ({
  changedSince: until === null ? before(startAt, now) : new Date(Date.parse(until) - overlapMs).toISOString(),
  changedUntil: now,
});

/** Whether a push now would send something else than was sent last. */
const hasNews = (state: ExistingOrchestration): boolean => {
  const budgets = pushableBudgets(state);
  return state.mappings
    .filter(isLive)
    .some(
      ({ mappingId, sent, ownName }) =>
        sent === null || budgets.get(mappingId) !== sent.micros || sent.name !== (ownName ?? state.name),
    );
};

/**
 * Brings a changed budget or name to the live campaigns: at once when nothing else runs, otherwise not yet (it stays pending
 * and goes out when the current run settles). What is lowered goes first; what is raised follows in a run of its own, when
 * the room for it is confirmed. `events` are those decided just before, not yet in `before`.
 */
export const requestPush = (
  before: Orchestration,
  latest: OrchestrationEvent | readonly OrchestrationEvent[],
  now: string,
): readonly OrchestrationEvent[] => {
  const state = [latest].flat().reduce(evolve, before);
  if (state.status === 'absent' || state.pendingPush === null || state.flight === null) return [];
  if (state.lifecycleRun !== null || state.syncRun !== null || state.status === 'completed') return [];
  const live = state.mappings.filter(isLive);
  if (live.length === 0 || !hasNews(state)) return [];
  const request = workflowRequest(state, state.pendingPush, state.flight, live, toSyncTarget);
  const since = resultsSince(state.flight, now);
  return [
    {
      type: 'SyncRequested',
      data: { ...request, syncType: 'settings', trigger: 'budget', since, ...policyOf(state) },
    },
  ];
};
