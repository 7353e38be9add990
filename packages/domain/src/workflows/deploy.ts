import type { AdCreative, FailurePolicy, Reconciliation } from '@campaigns/contracts';
import { derivedId } from '@campaigns/event-sourcing';
import {
  type Ask,
  activationTask,
  asItIs,
  ask,
  askEach,
  childrenOf,
  type Definition,
  errorOf,
  firstOperationIdOf,
  healthy,
  type Step,
  specOf,
  tagOf,
  triesOf,
} from './definition.ts';
import { orphansOf } from './orphans.ts';
import { afterContinue, afterRollBack, failedButActive, isActive, pauseFailed, rollBack } from './roll-back.ts';
import type { PlatformRun, Run } from './run.ts';

const validate: Step = {
  name: 'validate_configuration',
  waves: (run) => [
    healthy(run).map((platform) => ask(run, 'validate_configuration', platform, { kind: 'verify-account' })),
  ],
};

/** The creatives that a platform shows, but for those that it does not support and the deployment goes without. */
export const creativesOn = ({ started }: Run, { target, plan }: PlatformRun): readonly AdCreative[] => {
  const without = new Set((plan ?? []).flatMap(({ verdict, name }) => (verdict === 'unsupported' ? [name] : [])));
  return (started.creatives ?? []).filter(
    ({ platforms, name }) => (platforms?.includes(target.platform) ?? true) && !without.has(`creatives.${name}`),
  );
};

/** Whether each platform can do what is meant is known before anything is made on any of them. */
const planAndValidate: Step = {
  name: 'validate_configuration',
  waves: (run) => [
    healthy(run).map((platform) =>
      ask(run, 'validate_configuration', platform, {
        kind: 'verify-account',
        plan: { spec: specOf(run, platform), creatives: [...creativesOn(run, platform)] },
      }),
    ),
  ],
};

const isMissing = ({ platformCampaignId }: PlatformRun): boolean => platformCampaignId === null;

/** The tag of a campaign that an earlier run may have made, of which nobody knows. */
const suspectedTagOf = ({ started }: Run, { target }: PlatformRun): string | null =>
  started.definitionVersion >= 3 ? target.tag : null;

/** The same however often it is tried: what an earlier try may have made is found by it. */
const campaignTagOf = (run: Run, platform: PlatformRun): string => {
  const id = firstOperationIdOf(run, 'create_platform_campaigns', platform.target.mappingId, 'create-campaign');
  return suspectedTagOf(run, platform) ?? tagOf(id);
};

export const mayHaveCampaign = (run: Run, platform: PlatformRun): boolean =>
  isMissing(platform) &&
  (suspectedTagOf(run, platform) !== null || triesOf(run, 'create_platform_campaigns', platform.target.mappingId) > 0);

/** Campaigns are made paused: nothing spends before the last step. One that an earlier run left behind is taken over. */
const create: Step = {
  name: 'create_platform_campaigns',
  waves: (run) => [
    healthy(run)
      .filter(isMissing)
      .map((platform) =>
        ask(run, 'create_platform_campaigns', platform, {
          ...{ kind: 'create-campaign', spec: specOf(run, platform), tag: campaignTagOf(run, platform) },
          ...(mayHaveCampaign(run, platform) ? { mayExist: true } : {}),
        }),
      ),
  ],
};

const lacksAdGroup = (run: Run, platform: PlatformRun): boolean =>
  platform.adGroup === undefined && creativesOn(run, platform).length > 0;

/** An earlier run left the campaign behind; what it may have made under it carries the same tags. */
const isTakenOver = ({ target }: PlatformRun): boolean => target.platformCampaignId !== null;

export const mayHaveAds = (run: Run, platform: PlatformRun): boolean =>
  isTakenOver(platform) || triesOf(run, 'create_ads', platform.target.mappingId) > 0;

/** The same in every run, so that a later one finds what an earlier one made. */
export const adGroupTagOf = ({ target }: PlatformRun): string => tagOf(derivedId(target.mappingId, 'ad-group'));
export const adTagOf = ({ target }: PlatformRun, { creativeId }: AdCreative): string =>
  tagOf(derivedId(target.mappingId, 'ad', creativeId));

const adGroups = (run: Run): readonly Ask[] =>
  askEach(
    run,
    'create_ads',
    healthy(run).filter((platform) => lacksAdGroup(run, platform)),
    (platformCampaignId, platform) => ({
      kind: 'create-ad-group',
      platformCampaignId,
      spec: specOf(run, platform),
      tag: adGroupTagOf(platform),
      mayExist: mayHaveAds(run, platform),
    }),
  );

const adsFrom = (run: Run, creative: AdCreative): readonly Ask[] =>
  healthy(run).flatMap((platform) => {
    const { platformCampaignId, adGroup, ads } = platform;
    const isThere = ads.some(({ creativeId }) => creativeId === creative.creativeId);
    const isShown = creativesOn(run, platform).includes(creative);
    if (platformCampaignId === null || adGroup === undefined || isThere || !isShown) return [];
    return [
      ask(run, 'create_ads', platform, {
        kind: 'create-ad',
        platformCampaignId,
        platformAdGroupId: adGroup.platformAdGroupId,
        spec: specOf(run, platform),
        creative,
        tag: adTagOf(platform, creative),
        mayExist: mayHaveAds(run, platform),
      }),
    ];
  });

/**
 * Paused as well. One creative after the other: each request carries the platform's configuration, and what is asked for
 * at once is one append, which has a size.
 */
const createAds: Step = {
  name: 'create_ads',
  waves: (run) => [adGroups(run), ...(run.started.creatives ?? []).map((creative) => adsFrom(run, creative))],
};

/** What the push reads of each campaign is told field by field: from then on it has been looked at. */
const told = ({ started: { definitionVersion } }: Run): Readonly<{ reconciliation?: Reconciliation }> =>
  definitionVersion < 3 ? {} : { reconciliation: { direction: 'push', policy: {}, lastApplied: null } };

const settings: Step = {
  name: 'sync_settings',
  waves: (run) => [
    askEach(run, 'sync_settings', healthy(run), (platformCampaignId, platform) => ({
      kind: 'push-settings',
      platformCampaignId,
      spec: specOf(run, platform),
      tag: platform.tag ?? tagOf(platform.target.mappingId),
      status: 'paused',
      ...childrenOf(platform),
      ...told(run),
    })),
  ],
};

const activate: Step = {
  name: 'activate_campaigns',
  waves: (run) => [askEach(run, 'activate_campaigns', healthy(run), activationTask)],
};

/** `unplanned campaigns`: how runs that began before there were plans go on. */
export type Extent = 'unplanned campaigns' | 'campaigns' | 'campaigns and ads';

const stepsOf: Readonly<Record<Extent, readonly Step[]>> = {
  'unplanned campaigns': [validate, create, settings, activate],
  campaigns: [planAndValidate, create, settings, activate],
  'campaigns and ads': [planAndValidate, create, createAds, settings, activate],
};

const hasFailed = (run: Run): boolean => run.platforms.some((platform) => errorOf(run, platform) !== null);

/** What the run made is to be removed again. */
const isPutBack = (run: Run): boolean => run.cancelled !== null || hasFailed(run);

/** All or nothing: when one platform fails, what this run created is removed again. */
const deployOrRollBack = (steps: readonly Step[]): Definition => ({
  workflowType: 'creation',
  steps,
  isStopped: hasFailed,
  cleanUp: {
    step: rollBack,
    isNeeded: (run) => hasFailed(run) && (run.created.length > 0 || run.platforms.some(isActive)),
  },
  undo: rollBack,
  orphansOf: (run) => orphansOf(run, isPutBack(run)),
  outcomeOf: (run, platform) => (isPutBack(run) ? afterRollBack(run, platform) : asItIs(run, platform)),
});

/** Each platform for itself: those that fail are left out of the steps that follow. */
const deployWhatWorks = (steps: readonly Step[]): Definition => ({
  workflowType: 'creation',
  steps,
  isStopped: (run) => healthy(run).length === 0,
  cleanUp: { step: pauseFailed, isNeeded: (run) => failedButActive(run).length > 0 },
  undo: rollBack,
  orphansOf: (run) => orphansOf(run, run.cancelled !== null),
  outcomeOf: (run, platform) => (run.cancelled === null ? afterContinue : afterRollBack)(run, platform),
});

const deploymentBy: Readonly<Record<FailurePolicy, (steps: readonly Step[]) => Definition>> = {
  rollback: deployOrRollBack,
  continue: deployWhatWorks,
  ask: (steps) => ({ ...deployWhatWorks(steps), isAsking: true }),
};

export const deployment = (failurePolicy: FailurePolicy, extent: Extent): Definition =>
  deploymentBy[failurePolicy](stepsOf[extent]);
