import type { CampaignChildren } from '@campaigns/contracts';
import { z } from 'zod';
import { isNotFound } from '../platform-error.ts';
import type { AccountCall, AdPort, CampaignPort } from '../platform-port.ts';
import { unlessRefused } from '../unless-refused.ts';
import type { GoogleClient } from './client.ts';
import { adId, idOf, numericId, resourceName, statusWord } from './names.ts';

const done = z.object({ results: z.array(z.object({ resourceName: z.string() })).min(1) });
const allDone = z.object({ mutateOperationResponses: z.array(z.unknown()).min(1) });

type Status = 'active' | 'paused';

const update = (name: string, status: Status) => ({
  update: { resourceName: name, status: statusWord(status) },
  updateMask: 'status',
});

/** There is nothing to pause about an ad group that somebody removed. */
const pauseAdGroup = async (client: GoogleClient, call: AccountCall, id: string): Promise<void> => {
  const operations = [update(resourceName(call.account, 'adGroups', numericId(id)), 'paused')];
  await unlessRefused(() => client.post(call, 'adGroups:mutate', { operations }, done, true));
};

export const setAdStatus =
  (client: GoogleClient): AdPort['setAdStatus'] =>
  async (call, { platformAdId }, status) => {
    const operations = [update(resourceName(call.account, 'adGroupAds', adId(platformAdId)), status)];
    await client.post(call, 'adGroupAds:mutate', { operations }, done, true);
  };

const adRow = z.object({ adGroupAd: z.object({ resourceName: z.string(), status: z.string() }) });

/** Without those that somebody removed: one of them refuses the whole request. */
const livingAds = async (
  client: GoogleClient,
  call: AccountCall,
  { platformAdGroupId, platformAdIds }: CampaignChildren,
): Promise<readonly string[]> => {
  const query = `SELECT ad_group_ad.resource_name, ad_group_ad.status FROM ad_group_ad WHERE ad_group.id = ${numericId(platformAdGroupId)}`;
  const { rows } = await client.search(call, query, adRow);
  const living = new Set(
    rows.flatMap(({ adGroupAd }) => (adGroupAd.status === 'REMOVED' ? [] : [idOf(adGroupAd.resourceName)])),
  );
  return platformAdIds.filter((id) => living.has(id));
};

const activate = async (
  client: GoogleClient,
  call: AccountCall,
  campaignId: string,
  { platformAdGroupId, platformAdIds }: CampaignChildren,
): Promise<void> => {
  const named = (kind: 'campaigns' | 'adGroups' | 'adGroupAds', id: string) =>
    update(resourceName(call.account, kind, id), 'active');
  const mutateOperations = [
    ...platformAdIds.map((id) => ({ adGroupAdOperation: named('adGroupAds', adId(id)) })),
    { adGroupOperation: named('adGroups', numericId(platformAdGroupId)) },
    { campaignOperation: named('campaigns', numericId(campaignId)) },
  ];
  await client.post(call, 'googleAds:mutate', { mutateOperations, partialFailure: false }, allDone, true);
};

const activateLiving = async (
  client: GoogleClient,
  call: AccountCall,
  campaignId: string,
  children: CampaignChildren,
): Promise<void> => {
  try {
    await activate(client, call, campaignId, children);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    const platformAdIds = [...(await livingAds(client, call, children))];
    if (platformAdIds.length === children.platformAdIds.length) throw error;
    await activate(client, call, campaignId, { ...children, platformAdIds });
  }
};

/**
 * Activating is one request that does all of it or nothing. Pausing is two, so that an ad group which cannot be paused does
 * not keep the campaign running.
 */
export const setStatus =
  (client: GoogleClient): CampaignPort['setStatus'] =>
  async (call, platformCampaignId, status, children) => {
    if (status === 'active' && children !== undefined) {
      await activateLiving(client, call, platformCampaignId, children);
      return;
    }
    const campaign = update(resourceName(call.account, 'campaigns', numericId(platformCampaignId)), status);
    await client.post(call, 'campaigns:mutate', { operations: [campaign] }, done, true);
    if (children !== undefined) await pauseAdGroup(client, call, children.platformAdGroupId);
  };
