import type { CampaignChildren } from '@campaigns/contracts';
import { z } from 'zod';
import { tagIn, tagMark } from '../campaign-name.ts';
import { planned } from '../plan.ts';
import { PlatformError } from '../platform-error.ts';
import type { AccountCall, AdPort, NewAd } from '../platform-port.ts';
import type { SnapchatClient } from './client.ts';
import { adTypeFor, creativeBody, creativeLines, mediaOf } from './creative.ts';
import { removedOneByOne } from './removal.ts';
import { replacementOf, type SnapchatAd, snapchatAd } from './replacement.ts';

const pageSize = 1000;
/** Objects in one request, at most. */
const mostAtOnce = 30;

const creative = z.object({ id: z.string(), name: z.string(), type: z.string() });
type Creative = z.infer<typeof creative>;

const creativesPath = ({ account }: AccountCall): string =>
  `/adaccounts/${encodeURIComponent(account.adAccountId)}/creatives`;
const campaignAdsPath = (id: string): string => `/campaigns/${encodeURIComponent(id)}/ads`;
const squadAdsPath = (squadId: string): string => `/adsquads/${encodeURIComponent(squadId)}/ads`;

/** Everything on ads and on what they show. */
export const snapchatAds = (client: SnapchatClient) => {
  const listAt = async (call: AccountCall, path: string): Promise<readonly SnapchatAd[]> =>
    (await client.list(call, { path, query: { limit: pageSize } }, 'ads', snapchatAd)).items;

  const listIn = (call: AccountCall, campaignId: string): Promise<readonly SnapchatAd[]> =>
    listAt(call, campaignAdsPath(campaignId));

  /** What an attempt before may have made, by the tag in its name; there is no filter for names. */
  const creativeMade = async (call: AccountCall, name: string): Promise<Creative | undefined> => {
    const mark = tagMark(tagIn(name) ?? name);
    const request = { path: creativesPath(call), query: { limit: pageSize } };
    const { items } = await client.list(call, request, 'creatives', creative);
    return items.find((item) => item.name.includes(mark));
  };

  const creativeFor = async (call: AccountCall, ad: NewAd): Promise<Creative> => {
    const { creative_id: given } = mediaOf(ad.creative);
    if (given !== undefined) {
      const path = `/creatives/${encodeURIComponent(given)}`;
      return (await client.sendForOne(call, { method: 'GET', path }, 'creatives', creative)).item;
    }
    const made = await creativeMade(call, ad.name);
    if (made !== undefined) return made;
    const body = creativeBody(ad, call.account.adAccountId);
    return (await client.sendForOne(call, { method: 'POST', path: creativesPath(call), body }, 'creatives', creative))
      .item;
  };

  const createAd: AdPort['createAd'] = async (call, ad) => {
    const { platformAdGroupId, name } = ad;
    const status = ad.isLive === true ? 'ACTIVE' : 'PAUSED';
    planned(creativeLines(ad.spec, ad.creative), ad.spec);
    const { id, type } = await creativeFor(call, ad);
    const body = {
      ads: [{ ad_squad_id: platformAdGroupId, creative_id: id, name, type: adTypeFor(type), status }],
    };
    const request = { method: 'POST', path: squadAdsPath(platformAdGroupId), body } as const;
    const { item } = await client.sendForOne(call, request, 'ads', z.object({ id: z.string() }));
    return { platformAdId: item.id };
  };

  const findAds: AdPort['findAds'] = async (call, { platformAdGroupId, tag }) =>
    (await listAt(call, squadAdsPath(platformAdGroupId)))
      .filter(({ name }) => name.includes(tagMark(tag)))
      .map(({ id }) => id);

  /** Those of ours that are not active yet, many in one request. */
  const activate = async (call: AccountCall, { platformAdGroupId, platformAdIds }: CampaignChildren): Promise<void> => {
    const path = squadAdsPath(platformAdGroupId);
    const waiting = (await listAt(call, path)).filter(
      ({ id, status }) => platformAdIds.includes(id) && status !== 'ACTIVE',
    );
    for (let from = 0; from < waiting.length; from += mostAtOnce) {
      const ads = waiting.slice(from, from + mostAtOnce).map((ad) => replacementOf(ad, { status: 'ACTIVE' }));
      await client.send(call, { method: 'PUT', path, body: { ads } }, 'ads', z.object({ id: z.string() }));
    }
  };

  const setAdStatus: AdPort['setAdStatus'] = async (call, { platformAdGroupId, platformAdId }, wanted) => {
    const path = squadAdsPath(platformAdGroupId);
    const ad = (await listAt(call, path)).find(({ id }) => id === platformAdId);
    if (ad === undefined) {
      const message = `Snapchat shows no ad ${platformAdId} in its ad squad`;
      throw new PlatformError({ class: 'not-found', code: 'no-such-ad', message });
    }
    const status = wanted === 'active' ? 'ACTIVE' : 'PAUSED';
    if (ad.status === status) return;
    const body = { ads: [replacementOf(ad, { status })] };
    await client.send(call, { method: 'PUT', path, body }, 'ads', z.object({ id: z.string() }));
  };

  const removeAll = (call: AccountCall, campaignId: string): Promise<void> =>
    removedOneByOne(client, call, {
      ...{ list: 'ads', under: campaignAdsPath(campaignId) },
      at: (id) => `/ads/${encodeURIComponent(id)}`,
    });

  return { listIn, createAd, findAds, setAdStatus, activate, removeAll };
};
