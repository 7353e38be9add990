import type { PlatformOutcome } from '@campaigns/contracts';
import {
  asItIs,
  ask,
  askEach,
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

const settings: Step = {
  name: 'sync_settings',
  waves: (run) => [
    askEach(run, 'sync_settings', healthy(run), (platformCampaignId, platform) => ({
      kind: 'push-settings',
      platformCampaignId,
      spec: specOf(run, platform),
      tag: platform.tag ?? tagOf(platform.target.mappingId),
      status: 'paused',
    })),
  ],
};

const activate: Step = {
  name: 'activate_campaigns',
  waves: (run) => [
    askEach(run, 'activate_campaigns', healthy(run), (platformCampaignId) => ({
      kind: 'activate-campaign',
      platformCampaignId,
    })),
  ],
};

const isActive = ({ status }: PlatformRun): boolean => status === 'active';

const createdLastFirst = (run: Run): readonly PlatformRun[] =>
  run.created.toReversed().flatMap((id) => run.platforms.filter(({ target }) => target.mappingId === id));

/** First nothing spends any more, then the campaigns go one by one, the last created first. */
const rollBack: Step = {
  name: 'roll_back',
  waves: (run) => {
    const created = createdLastFirst(run);
    return [
      askEach(run, 'roll_back', created.filter(isActive), (platformCampaignId) => ({
        kind: 'pause-campaign',
        platformCampaignId,
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
    askEach(run, 'pause_campaigns', failedButActive(run), (platformCampaignId) => ({
      kind: 'pause-campaign',
      platformCampaignId,
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
  return error === null ? { ...asItIs(run, platform), status: 'pending' } : leftOver(run, platform, error);
};

const afterContinue = (run: Run, platform: PlatformRun): PlatformOutcome => {
  const error = errorOf(run, platform);
  if (error === null) return asItIs(run, platform);
  const cleanUpError = cleanUpErrorOf(run, platform);
  const stillActive = cleanUpError === null ? null : `The campaign may be active: ${cleanUpError}`;
  return leftOver(run, platform, joined(error, stillActive));
};

const steps = [validate, create, settings, activate];

/** All or nothing: when one platform fails, what this run created is removed again. */
export const deployOrRollBack: Definition = {
  workflowType: 'creation',
  steps,
  isStopped: hasFailed,
  cleanUp: { step: rollBack, isNeeded: (run) => hasFailed(run) && run.created.length > 0 },
  outcomeOf: (run, platform) => (hasFailed(run) ? afterRollBack(run, platform) : asItIs(run, platform)),
};

/** Each platform for itself: those that fail are left out of the steps that follow. */
export const deployWhatWorks: Definition = {
  workflowType: 'creation',
  steps,
  isStopped: (run) => healthy(run).length === 0,
  cleanUp: { step: pauseFailed, isNeeded: (run) => failedButActive(run).length > 0 },
  outcomeOf: afterContinue,
};
