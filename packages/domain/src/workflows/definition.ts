import type {
  CampaignChildren,
  CampaignSpec,
  MappingId,
  OperationId,
  OperationKind,
  OperationTask,
  Orphan,
  PlatformOutcome,
  StepName,
  WorkflowEvent,
  WorkflowType,
} from '@campaigns/contracts';
import { derivedId } from '@campaigns/event-sourcing';
import { type PlatformRun, type Run, triesKey } from './run.ts';

/** An operation that a step asks for. */
export type Ask = Readonly<{ operationId: OperationId; platform: PlatformRun; task: OperationTask }>;

/**
 * One step. Its waves are asked for one after the other, each when all of the one before has settled; within a wave all
 * at once. They are computed anew each time; what was asked before is left out by the engine.
 */
export type Step = Readonly<{
  name: StepName;
  waves: (run: Run) => readonly (readonly Ask[])[];
  /** What the step comes to once all its waves have settled; `undefined` when that is recorded, or there is nothing. */
  conclusion?: (run: Run, at: string) => WorkflowEvent | undefined;
  /** Whether something besides operations is on its way that the step needs. */
  isWaiting?: (run: Run) => boolean;
}>;

/** What a kind of run does: data and pure functions for the one engine. */
export type Definition = Readonly<{
  workflowType: WorkflowType;
  steps: readonly Step[];
  /** No further wave and no further planned step is started. */
  isStopped: (run: Run) => boolean;
  /** What puts things right after the planned steps, when it is needed; `undefined` where nothing ever has to be. */
  cleanUp: Readonly<{ step: Step; isNeeded: (run: Run) => boolean }> | undefined;
  /** Waits for a person where a platform fails, until one lets it go on. */
  isAsking?: boolean;
  /** What puts things back when a person calls the run off; absent where it does nothing that could be put back. */
  undo?: Step;
  /** What it did, or may have done, and should have put back, but did not; absent where it never puts anything back. */
  orphansOf?: (run: Run) => readonly Orphan[];
  outcomeOf: (run: Run, platform: PlatformRun) => PlatformOutcome;
}>;

type Subject = readonly [run: Run, step: StepName, mappingId: MappingId, kind: OperationKind, ...of: readonly string[]];

/** Same run, step, mapping, kind and (of several) subject: same operation, as long as nobody has it tried again. */
export const firstOperationIdOf = (...[run, ...subject]: Subject): OperationId =>
  derivedId(run.started.workflowId, ...subject) as OperationId;

/** How often a person had this tried again. */
export const triesOf = (run: Run, step: StepName, mappingId: MappingId): number =>
  run.tries[triesKey(step, mappingId)] ?? 0;

/** Each time that a person has a step tried again on a platform, its operations there are new ones. */
export const operationIdOf = (...[run, step, mappingId, ...rest]: Subject): OperationId => {
  const tries = triesOf(run, step, mappingId);
  const again = tries === 0 ? [] : [`try ${tries + 1}`];
  return firstOperationIdOf(run, step, mappingId, ...rest, ...again);
};

/** What a campaign is found by again on its platform: `op-` and 10 hexadecimal digits of the id, which is a hash. */
export const tagOf = (id: string): string => `op-${id.replaceAll('-', '').slice(0, 10)}`;

export const ask = (run: Run, step: StepName, platform: PlatformRun, task: OperationTask): Ask => ({
  operationId: operationIdOf(
    ...([run, step, platform.target.mappingId, task.kind] as const),
    ...(task.kind === 'create-ad' ? [task.creative.creativeId] : []),
  ),
  platform,
  task,
});

/** What is asked for of a campaign that exists. */
export type OnCampaign = (platformCampaignId: string, platform: PlatformRun) => OperationTask;

/** The asks for those platforms that have a campaign. */
export const askEach = (
  run: Run,
  step: StepName,
  platforms: readonly PlatformRun[],
  taskFor: OnCampaign,
): readonly Ask[] =>
  platforms.flatMap((platform) =>
    platform.platformCampaignId === null
      ? []
      : [ask(run, step, platform, taskFor(platform.platformCampaignId, platform))],
  );

export const specOf = ({ started }: Run, { target, plan }: PlatformRun): CampaignSpec => ({
  name: target.name ?? started.name,
  objective: started.objective,
  budget: target.budget,
  flight: started.flight,
  config: target.config,
  ...acceptedOn(started.accepted, target.platform, plan),
});

/**
 * `tiktok:targeting.age` is `targeting.age` to TikTok, and nothing to the others. Once there is a plan, only what it calls
 * unsupported: what the platform can do after all is not left out because it was accepted before.
 */
const acceptedOn = (
  accepted: readonly string[] | undefined,
  platform: string,
  plan: PlatformRun['plan'],
): Pick<CampaignSpec, 'accepted'> => {
  const isLeftOut = (name: string): boolean =>
    plan === undefined || plan.some((line) => line.name === name && line.verdict === 'unsupported');
  const names = (accepted ?? [])
    .flatMap((each) => (each.startsWith(`${platform}:`) ? [each.slice(platform.length + 1)] : []))
    .filter(isLeftOut);
  return names.length === 0 ? {} : { accepted: names };
};

const restingIn = (ads: PlatformRun['ads']): Pick<CampaignChildren, 'restingAdIds'> => {
  const restingAdIds = ads.filter(({ resting }) => resting).map(({ platformAdId }) => platformAdId);
  return restingAdIds.length === 0 ? {} : { restingAdIds };
};

/** What stands under a campaign, as tasks name it; nothing where there is no ad group of ours. */
export const childrenOf = ({ adGroup, ads }: PlatformRun): Readonly<{ children?: CampaignChildren }> =>
  adGroup === undefined
    ? {}
    : {
        children: {
          platformAdGroupId: adGroup.platformAdGroupId,
          platformAdIds: ads.map(({ platformAdId }) => platformAdId),
          ...restingIn(ads),
        },
      };

export const pauseTask: OnCampaign = (platformCampaignId, platform) => ({
  kind: 'pause-campaign',
  platformCampaignId,
  ...childrenOf(platform),
});

export const activationTask: OnCampaign = (platformCampaignId, platform) => ({
  kind: 'activate-campaign',
  platformCampaignId,
  ...childrenOf(platform),
});

const isPlanned = ({ started }: Run, step: StepName): boolean => started.steps.includes(step);

/** What went wrong on a platform in the planned steps; `null` when nothing did. */
export const errorOf = (run: Run, { target }: PlatformRun): string | null => {
  const failures = run.failures.filter(({ mappingId, step }) => mappingId === target.mappingId && isPlanned(run, step));
  const skips = run.setAside.filter(({ mappingId }) => mappingId === target.mappingId);
  const errors = [...failures.map(({ error }) => error), ...skips.map(({ reason }) => `Skipped: ${reason}`)];
  return errors.length === 0 ? null : errors.join('; ');
};

/** What went wrong on a platform while putting things right. */
export const cleanUpErrorOf = (run: Run, { target }: PlatformRun): string | null =>
  run.failures.findLast(({ mappingId, step }) => mappingId === target.mappingId && !isPlanned(run, step))?.error ??
  null;

export const healthy = (run: Run): readonly PlatformRun[] =>
  run.platforms.filter((platform) => errorOf(run, platform) === null);

const carriesSettings = ({ started: { definitionVersion, purpose } }: Run): boolean =>
  definitionVersion >= 3 && (purpose.goal === 'deploy' || purpose.goal === 'sync');

const wasPushed = (run: Run, { target, platformCampaignId }: PlatformRun): boolean =>
  platformCampaignId !== null &&
  Object.values(run.operations).some(
    ({ kind, mappingId, outcome }) =>
      kind === 'push-settings' && mappingId === target.mappingId && outcome === 'succeeded',
  );

/** The platform as the run knows it, with what went wrong on it. */
export const asItIs = (run: Run, platform: PlatformRun): PlatformOutcome => ({
  mappingId: platform.target.mappingId,
  platform: platform.target.platform,
  status: platform.status,
  platformCampaignId: platform.platformCampaignId,
  tag: platform.tag,
  error: errorOf(run, platform),
  ...(platform.adGroup === undefined ? {} : { adGroup: platform.adGroup, ads: [...platform.ads] }),
  ...(platform.plan === undefined ? {} : { plan: [...platform.plan] }),
  ...(platform.adopted === undefined ? {} : { adopted: platform.adopted }),
  ...(carriesSettings(run) ? { pushed: wasPushed(run, platform) } : {}),
});
