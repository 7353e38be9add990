import { z } from 'zod';
import { tagMark } from '../campaign-name.ts';
import { planned } from '../plan.ts';
import type { AccountCall, AdPort } from '../platform-port.ts';
import { unlessRefused } from '../unless-refused.ts';
import type { LinkedinClient } from './client.ts';
import { creativeLines, inlineBody, mediaOf, referenceBody } from './creative.ts';
import { organizationFor } from './place.ts';
import { listOf } from './rest-li.ts';
import { linkedinSettings } from './settings.ts';
import { accountPath, bareId, campaignUrn, creativeUrn } from './urns.ts';

export const linkedinCreative = z.object({
  /** A URN. */
  id: z.string(),
  name: z.string().default(''),
  intendedStatus: z.string(),
  servingHoldReasons: z.array(z.string()).default([]),
  review: z.object({ status: z.string(), rejectionReasons: z.array(z.string()).default([]) }).optional(),
  lastModifiedAt: z.number().optional(),
});
export type LinkedinCreative = z.infer<typeof linkedinCreative>;

/** Those that are there; a creative in any other state is gone for good or on its way. */
const present = ['ACTIVE', 'PAUSED', 'DRAFT'] as const;

/** Everything on `/adAccounts/{id}/creatives`: LinkedIn's word for ads. */
export const linkedinAds = (client: LinkedinClient) => {
  const collection = ({ account }: AccountCall): string => accountPath(account.adAccountId, 'creatives');
  const pathOf = (call: AccountCall, id: string): string =>
    `${collection(call)}/${encodeURIComponent(creativeUrn(id))}`;

  const listIn = (call: AccountCall, platformCampaignId: string): Promise<readonly LinkedinCreative[]> => {
    const campaigns = listOf([campaignUrn(platformCampaignId)]);
    const query = `q=criteria&campaigns=${campaigns}&intendedStatuses=${listOf(present)}`;
    return client.find(call, collection(call), query, linkedinCreative);
  };

  const createAd: AdPort['createAd'] = async (call, ad) => {
    planned(creativeLines(ad.spec, ad.creative), ad.spec);
    const { post } = mediaOf(ad.creative);
    if (post !== undefined) {
      return { platformAdId: await client.create(call, collection(call), referenceBody(ad, post)) };
    }
    const organization = await organizationFor(client, call, linkedinSettings(ad.spec).organization_id);
    const body = inlineBody(ad, { adAccountId: call.account.adAccountId, organization });
    return { platformAdId: await client.create(call, `${collection(call)}?action=createInline`, body) };
  };

  const findAds: AdPort['findAds'] = async (call, { platformCampaignId, tag }) =>
    (await listIn(call, platformCampaignId))
      .filter(({ name }) => name.includes(tagMark(tag)))
      .map(({ id }) => bareId(id));

  /**
   * Drafts are deleted; everything else is handed to LinkedIn, which removes it later. One that refuses, such as a creative
   * under review, does not keep its campaign: what the campaign is decides whether it is shown.
   */
  const removeAll = async (call: AccountCall, platformCampaignId: string): Promise<void> => {
    for (const { id, intendedStatus } of await listIn(call, platformCampaignId)) {
      const path = pathOf(call, bareId(id));
      await unlessRefused(() =>
        intendedStatus === 'DRAFT'
          ? client.remove(call, path)
          : client.update(call, path, { intendedStatus: 'PENDING_DELETION' }),
      );
    }
  };

  const setAdStatus: AdPort['setAdStatus'] = (call, { platformAdId }, status) =>
    client.update(call, pathOf(call, platformAdId), { intendedStatus: status === 'active' ? 'ACTIVE' : 'PAUSED' });

  return { listIn, createAd, findAds, setAdStatus, removeAll };
};
export type LinkedinAds = ReturnType<typeof linkedinAds>;
