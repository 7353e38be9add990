import {
  type FieldState,
  type PlatformOutcome,
  type Reconciliation,
  type SyncDirection,
  type SyncField,
  type SyncType,
  syncField,
  type WorkflowPurpose,
} from '@campaigns/contracts';
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
import { createMissingAds } from './sync-creatives.ts';

type Sync = Extract<WorkflowPurpose, { goal: 'sync' }>;

/** What a type does by itself. */
export const directionOf = (syncType: SyncType): SyncDirection => {
  if (syncType === 'settings') return 'push';
  return syncType === 'performance' || syncType === 'incremental' ? 'pull' : 'bidirectional';
};

/** Runs of before there were policies carry none: ours was pushed, and what was read was only reported. */
const reconciliationOf = (
  { started: { definitionVersion } }: Run,
  { target }: PlatformRun,
  { direction, policy = {} }: Sync,
  fields?: readonly SyncField[],
): Readonly<{ reconciliation?: Reconciliation }> => {
  if (definitionVersion < 3) return {};
  const compared = fields === undefined ? {} : { fields: [...fields] };
  return { reconciliation: { direction, policy, lastApplied: target.lastApplied ?? null, ...compared } };
};

const stateOf = (run: Run, platform: PlatformRun) =>
  ({
    spec: specOf(run, platform),
    tag: platform.tag ?? tagOf(platform.target.mappingId),
    status: platform.status === 'active' ? 'active' : 'paused',
    ...childrenOf(platform),
  }) as const;

const pushes = (run: Run, platforms: readonly PlatformRun[], purpose: Sync): readonly Ask[] =>
  askEach(run, 'sync_settings', platforms, (platformCampaignId, platform) => ({
    ...{ kind: 'push-settings', platformCampaignId, ...stateOf(run, platform) },
    ...reconciliationOf(run, platform, purpose),
  }));

/** A budget that is known not to rise. */
const isHarmless = ({ target: { budget, previousBudget } }: PlatformRun): boolean =>
  previousBudget !== undefined && previousBudget.micros >= budget.micros;

const isLowered = ({ target: { budget, previousBudget } }: PlatformRun): boolean =>
  previousBudget !== undefined && previousBudget.micros > budget.micros;

const fieldOf = ({ fields = [] }: PlatformRun, field: SyncField): FieldState | undefined =>
  fields.find((state) => state.field === field);

/** What is gone spends nothing. */
export const isMissing = (platform: PlatformRun): boolean => fieldOf(platform, 'existence')?.observed === 'missing';

const isUnreviewed = ({ field, difference }: FieldState): boolean => difference === 'unreviewed' && field !== 'ads';

const isWithheld = (state: FieldState): boolean =>
  state.action === 'reported' || state.action === 'held' || isUnreviewed(state);

/** The platform answered, and does not have the budget that was asked for: its policy kept it, or nobody could look. */
const keptBudget = (platform: PlatformRun): boolean => {
  const budget = fieldOf(platform, 'budget');
  return budget !== undefined && (isWithheld(budget) || budget.action === 'adopted') && !isMissing(platform);
};

const notLowered = (run: Run): readonly PlatformRun[] =>
  run.platforms.filter(
    (platform) =>
      isLowered(platform) &&
      (keptBudget(platform) ||
        run.failures.some(
          ({ step, mappingId }) => step === 'sync_settings' && mappingId === platform.target.mappingId,
        )),
  );

const purposeOf = ({ started: { purpose } }: Run): Sync | undefined => (purpose.goal === 'sync' ? purpose : undefined);

/** Lower, confirm, then raise; what could not be lowered leaves no room to raise anything. */
const pushSettings: Step = {
  name: 'sync_settings',
  waves: (run) => {
    const purpose = purposeOf(run);
    if (purpose === undefined) return [];
    const lowering = run.platforms.some(isLowered);
    if (!lowering) return [pushes(run, run.platforms, purpose)];
    const rest = run.platforms.filter((platform) => !isHarmless(platform));
    return [
      pushes(run, run.platforms.filter(isHarmless), purpose),
      notLowered(run).length > 0 ? [] : pushes(run, rest, purpose),
    ];
  },
};

/** Of a campaign that this run found gone there is nothing to fetch. */
const fetchPerformance: Step = {
  name: 'fetch_performance',
  waves: (run) => {
    const purpose = purposeOf(run);
    if (purpose === undefined) return [];
    const { since } = purpose;
    const there = run.platforms.filter((platform) => !isMissing(platform));
    return [
      askEach(run, 'fetch_performance', there, (platformCampaignId, platform) => ({
        kind: 'fetch-metrics',
        platformCampaignId,
        since,
        ...childrenOf(platform),
      })),
    ];
  },
};

/** Writes nothing on any platform. Takes over what the policy says, unless the direction is a push. */
const readChanges = (fields?: readonly SyncField[]): Step => ({
  name: 'read_changes',
  waves: (run) => {
    const purpose = purposeOf(run);
    if (purpose === undefined) return [];
    return [
      askEach(run, 'read_changes', run.platforms, (platformCampaignId, platform) => ({
        ...{ kind: 'read-changes', platformCampaignId, ...stateOf(run, platform) },
        changedSince: purpose.changedSince ?? run.started.flight.startAt,
        ...reconciliationOf(run, platform, purpose, fields),
      })),
    ];
  },
});

const wasPushed = (run: Run, { target }: PlatformRun): boolean =>
  run.operations[operationIdOf(run, 'sync_settings', target.mappingId, 'push-settings')] !== undefined;

/** What still differs, in the order of the vocabulary. */
const withheldOn = ({ fields = [] }: PlatformRun): Pick<PlatformOutcome, 'withheld'> => {
  const kept = new Set(fields.filter(isWithheld).map(({ field }) => field));
  return kept.size === 0 ? {} : { withheld: syncField.options.filter((field) => kept.has(field)) };
};

/** The campaign as the run saw it, with what was held back: that is no failure. */
const asSeen = (run: Run, platform: PlatformRun): PlatformOutcome => {
  const outcome = asItIs(run, platform);
  const isThere = fieldOf(platform, 'existence')?.difference !== 'unreviewed' && !isMissing(platform);
  return { ...outcome, ...(outcome.pushed === true ? { pushed: isThere } : {}), ...withheldOn(platform) };
};

/** A sync reports what it saw; it leaves each campaign what it is. */
const outcomeOf = (run: Run, platform: PlatformRun): PlatformOutcome => {
  const outcome = asSeen(run, platform);
  const inTheWay = notLowered(run);
  if (inTheWay.length === 0 || platform.platformCampaignId === null || wasPushed(run, platform)) return outcome;
  const names = inTheWay.map(({ target }) => target.platform).join(', ');
  const error = `The budget was not raised, because it could not be lowered on ${names}`;
  return { ...outcome, error: [errorOf(run, platform), error].filter((part) => part !== null).join('; ') };
};

const readSettings = readChanges(['name', 'status', 'budget', 'existence']);
const readAds = readChanges(['existence', 'ads']);

type Steps = Readonly<Record<SyncDirection, readonly Step[]>>;
const always = (...steps: readonly Step[]): Steps => ({ push: steps, pull: steps, bidirectional: steps });

/** A push that only writes, a pull that only looks, and both. Results and lists of changes can only be read. */
const stepsOf: Readonly<Record<SyncType, Steps>> = {
  full: {
    push: [pushSettings],
    pull: [readSettings, fetchPerformance],
    bidirectional: [pushSettings, fetchPerformance],
  },
  incremental: always(readChanges()),
  settings: { push: [pushSettings], pull: [readSettings], bidirectional: [pushSettings] },
  performance: always(fetchPerformance),
  creative: {
    push: [readAds, createMissingAds],
    pull: [readAds],
    bidirectional: [readAds, createMissingAds],
  },
};

/** Each platform and each step for itself: a failure stops nothing but a raise that has no room. */
export const syncCampaigns = ({ syncType, direction }: Sync): Definition => ({
  workflowType: 'sync',
  steps: stepsOf[syncType][direction],
  isStopped: () => false,
  cleanUp: undefined,
  outcomeOf,
});
