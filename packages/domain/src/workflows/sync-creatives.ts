import type { AdCreative } from '@campaigns/contracts';
import { type Ask, ask, askEach, type Step, specOf } from './definition.ts';
import { adGroupTagOf, adTagOf, creativesOn } from './deploy.ts';
import type { PlatformRun, Run } from './run.ts';

/** The creatives that are to be shown on a platform, but for those that the orchestration goes without there. */
const wantedOn = (run: Run, platform: PlatformRun): readonly AdCreative[] => {
  const { accepted = [] } = specOf(run, platform);
  return creativesOn(run, platform).filter(({ name }) => !accepted.includes(`creatives.${name}`));
};

/** What was made once and is gone was removed by somebody, and stays so. */
const neverMade = (run: Run, platform: PlatformRun): readonly AdCreative[] =>
  wantedOn(run, platform).filter(({ creativeId }) => platform.ads.every((ad) => ad.creativeId !== creativeId));

/** Whatever became of other ads there: the campaign was seen in this run, and its ad group was not found removed. */
const takesAds = ({ fields = [], adGroup }: PlatformRun): boolean => {
  const isThere = fields.some(({ field, difference }) => field === 'existence' && difference === 'in_sync');
  const adGroupPath = `ad_group.${adGroup?.platformAdGroupId}.status`;
  return isThere && fields.every(({ path, observed }) => path !== adGroupPath || observed !== 'removed');
};

/** By every policy but `freeze` what never was there is ours alone. */
const isFrozen = ({ started: { purpose } }: Run): boolean =>
  purpose.goal === 'sync' && purpose.policy?.ads === 'freeze';

const lacking = (run: Run): readonly PlatformRun[] =>
  run.platforms.filter((platform) => !isFrozen(run) && takesAds(platform) && neverMade(run, platform).length > 0);

const adGroups = (run: Run): readonly Ask[] =>
  askEach(
    run,
    'sync_creatives',
    lacking(run).filter(({ adGroup }) => adGroup === undefined),
    (platformCampaignId, platform) => ({
      ...{ kind: 'create-ad-group', platformCampaignId, spec: specOf(run, platform) },
      ...{ tag: adGroupTagOf(platform), mayExist: true },
    }),
  );

const adsFrom = (run: Run, creative: AdCreative): readonly Ask[] =>
  lacking(run).flatMap((platform) => {
    const { platformCampaignId, adGroup } = platform;
    if (platformCampaignId === null || adGroup === undefined || !neverMade(run, platform).includes(creative)) return [];
    return [
      ask(run, 'sync_creatives', platform, {
        ...{ kind: 'create-ad', platformCampaignId, platformAdGroupId: adGroup.platformAdGroupId },
        ...{ spec: specOf(run, platform), creative, tag: adTagOf(platform, creative), mayExist: true },
        ...(platform.status === 'active' ? { live: true } : {}),
      }),
    ];
  });

/**
 * Ads for creatives that never had one. An earlier run may have made it without hearing of it, so each is looked for by its
 * tag first. In a campaign that shall be active an ad is made active: it is shown if the campaign is, and where somebody has
 * paused the campaign or the ad group that stays so. An ad group is made paused, and waits for an activation.
 */
export const createMissingAds: Step = {
  name: 'sync_creatives',
  waves: (run) => [adGroups(run), ...(run.started.creatives ?? []).map((creative) => adsFrom(run, creative))],
};
