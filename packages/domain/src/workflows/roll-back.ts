import type { PlatformOutcome } from '@campaigns/contracts';
import { asItIs, askEach, cleanUpErrorOf, errorOf, pauseTask, type Step } from './definition.ts';
import type { PlatformRun, Run } from './run.ts';

export const isActive = ({ status }: PlatformRun): boolean => status === 'active';

const createdLastFirst = (run: Run): readonly PlatformRun[] =>
  run.created.toReversed().flatMap((id) => run.platforms.filter(({ target }) => target.mappingId === id));

const takenOver = (run: Run): readonly PlatformRun[] =>
  run.platforms.filter(({ target }) => !run.created.includes(target.mappingId));

/** First nothing spends any more, then the campaigns go one by one, the last created first. */
export const rollBack: Step = {
  name: 'roll_back',
  waves: (run) => {
    const created = createdLastFirst(run);
    return [
      // One that was taken over from an earlier run is paused too, and stays.
      askEach(run, 'roll_back', [...created, ...takenOver(run)].filter(isActive), pauseTask),
      ...created.map((platform) =>
        askEach(run, 'roll_back', [platform], (platformCampaignId) => ({
          kind: 'remove-campaign',
          platformCampaignId,
        })),
      ),
    ];
  },
};

export const failedButActive = (run: Run): readonly PlatformRun[] =>
  run.platforms.filter((platform) => isActive(platform) && errorOf(run, platform) !== null);

/** A campaign that may have been activated although its platform failed. */
export const pauseFailed: Step = {
  name: 'pause_campaigns',
  waves: (run) => [askEach(run, 'pause_campaigns', failedButActive(run), pauseTask)],
};

/** What is left on a platform that failed. A campaign that may spend is called active, so that it can be paused. */
const leftOver = (run: Run, platform: PlatformRun, error: string): PlatformOutcome => {
  const maySpend = isActive(platform) && platform.platformCampaignId !== null;
  return { ...asItIs(run, platform), status: maySpend ? 'active' : 'failed', error };
};

const joined = (...parts: readonly (string | null)[]): string =>
  parts.filter((part) => part !== null && part !== '').join('; ');

export const afterRollBack = (run: Run, platform: PlatformRun): PlatformOutcome => {
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

export const afterContinue = (run: Run, platform: PlatformRun): PlatformOutcome => {
  const error = errorOf(run, platform);
  if (error === null) return asItIs(run, platform);
  const cleanUpError = cleanUpErrorOf(run, platform);
  const stillActive = cleanUpError === null ? null : `The campaign may be active: ${cleanUpError}`;
  return leftOver(run, platform, joined(error, stillActive));
};
