import type { AdCreative, FailurePolicy, PlatformOutcome } from '@campaigns/contracts';
import { derivedId } from '@campaigns/event-sourcing';
import {
  type Ask,
  asItIs,
  ask,
  askEach,
  childrenOf,
  cleanUpErrorOf,
  type Definition,
  errorOf,
  healthy,
  operationIdOf,
  type Step,
  specOf,
  tagOf,
} from './definition.ts';
import type { PlatformRun, Run } from './run.ts';

const validate: Step = {
  name: 'validate_configuration',
  waves: (run) => [
    healthy(run).map((platform) => ask(run, 'validate_configuration', platform, { kind: 'verify-account' })),
  ],
};

/** The creatives that a platform shows, but for those that it does not support and the deployment goes without. */
const creativesOn = ({ started }: Run, { target, plan }: PlatformRun): readonly AdCreative[] => {
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

/** Campaigns are made paused: nothing spends before the last step. One that an earlier run left behind is taken over. */
const create: Step = {
  name: 'create_platform_campaigns',
  waves: (run) => [
    healthy(run)
      .filter(isMissing)
      .map((platform) => {
        const id = operationIdOf(run, 'create_platform_campaigns', platform.target.mappingId, 'create-campaign');
        const spec = specOf(run, platform);
        return ask(run, 'create_platform_campaigns', platform, { kind: 'create-campaign', spec, tag: tagOf(id) });
      }),
  ],
};

const lacksAdGroup = (run: Run, platform: PlatformRun): boolean =>
  platform.adGroup === undefined && creativesOn(run, platform).length > 0;

/** An earlier run left the campaign behind; what it may have made under it carries the same tags. */
const isTakenOver = ({ target }: PlatformRun): boolean => target.platformCampaignId !== null;

/** The same in every run, so that a later one finds what an earlier one made. */
const adGroupTagOf = ({ target }: PlatformRun): string => tagOf(derivedId(target.mappingId, 'ad-group'));
const adTagOf = ({ target }: PlatformRun, { creativeId }: AdCreative): string =>
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
      mayExist: isTakenOver(platform),
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
        mayExist: isTakenOver(platform),
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
    })),
  ],
};

const activate: Step = {
  name: 'activate_campaigns',
  waves: (run) => [
    askEach(run, 'activate_campaigns', healthy(run), (platformCampaignId, platform) => ({
      kind: 'activate-campaign',
      platformCampaignId,
      ...childrenOf(platform),
    })),
  ],
};

const isActive = ({ status }: PlatformRun): boolean => status === 'active';

const createdLastFirst = (run: Run): readonly PlatformRun[] =>
  run.created.toReversed().flatMap((id) => run.platforms.filter(({ target }) => target.mappingId === id));

const takenOver = (run: Run): readonly PlatformRun[] =>
  run.platforms.filter(({ target }) => !run.created.includes(target.mappingId));

/** First nothing spends any more, then the campaigns go one by one, the last created first. */
const rollBack: Step = {
  name: 'roll_back',
  waves: (run) => {
    const created = createdLastFirst(run);
    return [
      // One that was taken over from an earlier run is paused too, and stays.
      askEach(run, 'roll_back', [...created, ...takenOver(run)].filter(isActive), (platformCampaignId, platform) => ({
        kind: 'pause-campaign',
        platformCampaignId,
        ...childrenOf(platform),
      })),
      ...created.map((platform) =>
        askEach(run, 'roll_back', [platform], (platformCampaignId) => ({
          kind: 'remove-campaign',
          platformCampaignId,
        })),
      ),
    ];
  },
};

const failedButActive = (run: Run): readonly PlatformRun[] =>
  run.platforms.filter((platform) => isActive(platform) && errorOf(run, platform) !== null);

/** A campaign that may have been activated although its platform failed. */
const pauseFailed: Step = {
  name: 'pause_campaigns',
  waves: (run) => [
    askEach(run, 'pause_campaigns', failedButActive(run), (platformCampaignId, platform) => ({
      kind: 'pause-campaign',
      platformCampaignId,
      ...childrenOf(platform),
    })),
  ],
};

const hasFailed = (run: Run): boolean => run.platforms.some((platform) => errorOf(run, platform) !== null);

/** What is left on a platform that failed. A campaign that may spend is called active, so that it can be paused. */
const leftOver = (run: Run, platform: PlatformRun, error: string): PlatformOutcome => {
  const maySpend = isActive(platform) && platform.platformCampaignId !== null;
  return { ...asItIs(run, platform), status: maySpend ? 'active' : 'failed', error };
};

const joined = (...parts: readonly (string | null)[]): string =>
  parts.filter((part) => part !== null && part !== '').join('; ');

const afterRollBack = (run: Run, platform: PlatformRun): PlatformOutcome => {
  const error = errorOf(run, platform);
  const cleanUpError = cleanUpErrorOf(run, platform);
  if (cleanUpError !== null) {
    return leftOver(run, platform, joined(error, `The campaign is still on the platform: ${cleanUpError}`));
  }
  if (error !== null) return leftOver(run, platform, error);
  if (platform.platformCampaignId === null) return { ...asItIs(run, platform), status: 'pending' };
  return leftOver(
    run,
    platform,
    'The deployment was rolled back; the campaign of an earlier one is still on the platform',
  );
};

const afterContinue = (run: Run, platform: PlatformRun): PlatformOutcome => {
  const error = errorOf(run, platform);
  if (error === null) return asItIs(run, platform);
  const cleanUpError = cleanUpErrorOf(run, platform);
  const stillActive = cleanUpError === null ? null : `The campaign may be active: ${cleanUpError}`;
  return leftOver(run, platform, joined(error, stillActive));
};

/** `unplanned campaigns`: how runs that began before there were plans go on. */
export type Extent = 'unplanned campaigns' | 'campaigns' | 'campaigns and ads';

const stepsOf: Readonly<Record<Extent, readonly Step[]>> = {
  'unplanned campaigns': [validate, create, settings, activate],
  campaigns: [planAndValidate, create, settings, activate],
  'campaigns and ads': [planAndValidate, create, createAds, settings, activate],
};

/** All or nothing: when one platform fails, what this run created is removed again. */
const deployOrRollBack = (steps: readonly Step[]): Definition => ({
  workflowType: 'creation',
  steps,
  isStopped: hasFailed,
  cleanUp: {
    step: rollBack,
    isNeeded: (run) => hasFailed(run) && (run.created.length > 0 || run.platforms.some(isActive)),
  },
  outcomeOf: (run, platform) => (hasFailed(run) ? afterRollBack(run, platform) : asItIs(run, platform)),
});

/** Each platform for itself: those that fail are left out of the steps that follow. */
const deployWhatWorks = (steps: readonly Step[]): Definition => ({
  workflowType: 'creation',
  steps,
  isStopped: (run) => healthy(run).length === 0,
  cleanUp: { step: pauseFailed, isNeeded: (run) => failedButActive(run).length > 0 },
  outcomeOf: afterContinue,
});

export const deployment = (failurePolicy: FailurePolicy, extent: Extent): Definition =>
  (failurePolicy === 'rollback' ? deployOrRollBack : deployWhatWorks)(stepsOf[extent]);
