import type { PlatformOutcome, SyncDirection, SyncType } from '@campaigns/contracts';
import {
  type Ask,
  asItIs,
  askEach,
  childrenOf,
  type Definition,
  errorOf,
  operationIdOf,
  type Step,
  specOf,
  tagOf,
} from './definition.ts';
import type { PlatformRun, Run } from './run.ts';

/** Sync types that are not available are refused before a run is asked for. */
export const directionOf = (syncType: SyncType): SyncDirection => {
  if (syncType === 'settings') return 'push';
  return syncType === 'performance' || syncType === 'incremental' ? 'pull' : 'bidirectional';
};

const pushes = (run: Run, platforms: readonly PlatformRun[]): readonly Ask[] =>
  askEach(run, 'sync_settings', platforms, (platformCampaignId, platform) => ({
    kind: 'push-settings',
    platformCampaignId,
    spec: specOf(run, platform),
    tag: platform.tag ?? tagOf(platform.target.mappingId),
    status: platform.status === 'active' ? 'active' : 'paused',
    ...childrenOf(platform),
  }));

/** A budget that is known not to rise. */
const isHarmless = ({ target: { budget, previousBudget } }: PlatformRun): boolean =>
  previousBudget !== undefined && previousBudget.micros >= budget.micros;

const isLowered = ({ target: { budget, previousBudget } }: PlatformRun): boolean =>
  previousBudget !== undefined && previousBudget.micros > budget.micros;

const notLowered = (run: Run): readonly PlatformRun[] =>
  run.platforms.filter(
    (platform) =>
      isLowered(platform) &&
      run.failures.some(({ step, mappingId }) => step === 'sync_settings' && mappingId === platform.target.mappingId),
  );

/** Lower, confirm, then raise; what could not be lowered leaves no room to raise anything. */
const pushSettings: Step = {
  name: 'sync_settings',
  waves: (run) => {
    const lowering = run.platforms.some(isLowered);
    if (!lowering) return [pushes(run, run.platforms)];
    const rest = run.platforms.filter((platform) => !isHarmless(platform));
    return [pushes(run, run.platforms.filter(isHarmless)), notLowered(run).length > 0 ? [] : pushes(run, rest)];
  },
};

const fetchPerformance: Step = {
  name: 'fetch_performance',
  waves: (run) => {
    const { purpose } = run.started;
    if (purpose.goal !== 'sync') return [];
    const { since } = purpose;
    return [
      askEach(run, 'fetch_performance', run.platforms, (platformCampaignId, platform) => ({
        kind: 'fetch-metrics',
        platformCampaignId,
        since,
        ...childrenOf(platform),
      })),
    ];
  },
};

/** Looks only: what differs from what is meant is reported, and stays. */
const readChanges: Step = {
  name: 'read_changes',
  waves: (run) => {
    const { purpose, flight } = run.started;
    if (purpose.goal !== 'sync') return [];
    return [
      askEach(run, 'read_changes', run.platforms, (platformCampaignId, platform) => ({
        kind: 'read-changes',
        platformCampaignId,
        spec: specOf(run, platform),
        tag: platform.tag ?? tagOf(platform.target.mappingId),
        status: platform.status === 'active' ? 'active' : 'paused',
        changedSince: purpose.changedSince ?? flight.startAt,
        ...childrenOf(platform),
      })),
    ];
  },
};

const wasPushed = (run: Run, { target }: PlatformRun): boolean =>
  run.operations[operationIdOf(run, 'sync_settings', target.mappingId, 'push-settings')] !== undefined;

/** A sync reports what it saw; it leaves each campaign what it is. */
const outcomeOf = (run: Run, platform: PlatformRun): PlatformOutcome => {
  const outcome = asItIs(run, platform);
  const inTheWay = notLowered(run);
  if (inTheWay.length === 0 || platform.platformCampaignId === null || wasPushed(run, platform)) return outcome;
  const names = inTheWay.map(({ target }) => target.platform).join(', ');
  const error = `The budget was not raised, because it could not be lowered on ${names}`;
  return { ...outcome, error: [errorOf(run, platform), error].filter((part) => part !== null).join('; ') };
};

const stepsOf: Readonly<Record<SyncDirection, readonly Step[]>> = {
  push: [pushSettings],
  pull: [fetchPerformance],
  bidirectional: [pushSettings, fetchPerformance],
};

/** Each platform and each step for itself: a failure stops nothing but a raise that has no room. */
export const syncCampaigns = (syncType: SyncType): Definition => ({
  workflowType: 'sync',
  steps: syncType === 'incremental' ? [readChanges] : stepsOf[directionOf(syncType)],
  isStopped: () => false,
  cleanUp: undefined,
  outcomeOf,
});
