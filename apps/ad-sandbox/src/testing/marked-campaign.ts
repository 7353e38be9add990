import type { CampaignChildren, CampaignSpec } from '@campaigns/contracts';
import type { AccountCall, PlatformAdapter, RemoteCampaign } from '@campaigns/sync-worker';
import type { PlatformName } from '../state/campaign.ts';
import { startOfTests } from './running-sandbox.ts';
import { adConfigOf, sampleCreative } from './sample-ads.ts';

/** A campaign as the product makes it: with its ad group and an ad, each with its mark. */

export const specOf = (platform: PlatformName): CampaignSpec => ({
  name: 'Spring Sale',
  objective: 'traffic',
  budget: { micros: 3_000_000_000, currency: 'USD' },
  flight: { startAt: '2026-12-01T05:00:00.000Z', endAt: '2026-12-31T05:00:00.000Z' },
  config: { ...adConfigOf(platform), targeting: { countries: ['US'], age_min: 18, age_max: 65 } },
});

type Tagged = Readonly<{ tag: string; name: string }>;
const marked = (name: string, tag: string): Tagged => ({ tag, name: `${name} [${tag}]` });
export const names = {
  campaign: marked('Spring Sale', 'op-7f3a9c2e41'),
  adGroup: marked('Spring Sale', 'op-a1b2c3d4e5'),
  ad: marked('Hero A', 'op-0000000001'),
};

export const creating = { operationId: 'an-operation', now: new Date(startOfTests) } as const;

/** How far it is made, and whether it is live. */
export type Extent = 'campaign' | 'ad group' | 'ad' | 'active ad';

export type MadeCampaign = Readonly<{ remote: RemoteCampaign; children: CampaignChildren }>;

export const madeCampaign = async (
  adapter: PlatformAdapter,
  call: AccountCall,
  spec: CampaignSpec,
  extent: Extent,
): Promise<MadeCampaign> => {
  const { platformCampaignId } = await adapter.createCampaign(call, { spec, name: names.campaign.name, ...creating });
  const adGroup = { platformCampaignId, spec, name: names.adGroup.name, ...creating };
  const { platformAdGroupId } =
    extent === 'campaign' ? { platformAdGroupId: '' } : await adapter.createAdGroup(call, adGroup);
  const ad = { ...adGroup, platformAdGroupId, creative: sampleCreative, name: names.ad.name };
  const platformAdIds = extent.endsWith('ad') ? [(await adapter.createAd(call, ad)).platformAdId] : [];
  const children = { platformAdGroupId, platformAdIds };
  if (extent === 'active ad') await adapter.setStatus(call, platformCampaignId, 'active', children);
  return { remote: await adapter.readCampaign(call, platformCampaignId), children };
};
