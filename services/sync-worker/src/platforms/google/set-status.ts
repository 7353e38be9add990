import { z } from 'zod';
import { PlatformError } from '../platform-error.ts';
import type { AccountCall, CampaignPort } from '../platform-port.ts';
import type { GoogleClient } from './client.ts';
import { adId, numericId, resourceName, statusWord } from './names.ts';

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
  try {
    await client.post(call, 'adGroups:mutate', { operations }, done, true);
  } catch (error) {
    if (!(error instanceof PlatformError) || error.class !== 'not-found') throw error;
  }
};

/**
 * Activating is one request that does all of it or nothing. Pausing is two, so that an ad group which cannot be paused does
 * not keep the campaign running.
 */
export const setStatus =
  (client: GoogleClient): CampaignPort['setStatus'] =>
  async (call, platformCampaignId, status, children) => {
    const campaign = update(resourceName(call.account, 'campaigns', numericId(platformCampaignId)), status);
    if (status === 'active' && children !== undefined) {
      const ads = children.platformAdIds.map((id) =>
        update(resourceName(call.account, 'adGroupAds', adId(id)), status),
      );
      const adGroup = update(resourceName(call.account, 'adGroups', numericId(children.platformAdGroupId)), status);
      const mutateOperations = [
        ...ads.map((adGroupAdOperation) => ({ adGroupAdOperation })),
        { adGroupOperation: adGroup },
        { campaignOperation: campaign },
      ];
      await client.post(call, 'googleAds:mutate', { mutateOperations, partialFailure: false }, allDone, true);
      return;
    }
    await client.post(call, 'campaigns:mutate', { operations: [campaign] }, done, true);
    if (children !== undefined) await pauseAdGroup(client, call, children.platformAdGroupId);
  };
