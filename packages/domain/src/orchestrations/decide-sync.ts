import { availableSyncTypes, type Flight, type OrchestrationEvent } from '@campaigns/contracts';
import { RuleViolation } from '@campaigns/event-sourcing';
import type { RequestSync } from './commands.ts';
import { existing, requireAllowed, requireFree } from './life-cycle.ts';
import { type ExistingOrchestration, evolve, isLive, type Orchestration } from './state.ts';
import { resultsSince, toSyncTarget, workflowRequest } from './targets.ts';

export const requestSync = ({ data }: RequestSync, before: Orchestration): readonly OrchestrationEvent[] => {
  const state = existing(before);
  const { workflowId, syncType, trigger, now } = data;
  if (state.syncRun === workflowId) return [];
  if (!availableSyncTypes.includes(syncType)) {
    throw new RuleViolation('sync-type-not-available', `Sync type ${syncType} is not available`, { syncType });
  }
  requireAllowed(state, 'sync');
  requireFree(state, { ofSync: true });
  const live = state.mappings.filter(isLive);
  if (live.length === 0 || state.flight === null) {
    throw new RuleViolation('nothing-to-sync', 'No campaign of this orchestration exists on a platform');
  }
  const request = workflowRequest(state, workflowId, state.flight, live, toSyncTarget);
  const since = resultsSince(state.flight, now);
  const window = syncType === 'incremental' ? changesSince(state, state.flight, now) : {};
  return [{ type: 'SyncRequested', data: { ...request, syncType, trigger, since, ...window } }];
};

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

/**
 * Brings a changed budget to the live campaigns: at once when nothing else runs, otherwise not yet (the budget stays
 * pending and goes out when the current run settles). `events` are those decided just before, not yet in `before`.
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
  if (live.length === 0) return [];
  const request = workflowRequest(state, state.pendingPush, state.flight, live, toSyncTarget);
  const since = resultsSince(state.flight, now);
  return [{ type: 'SyncRequested', data: { ...request, syncType: 'settings', trigger: 'budget', since } }];
};
