import type { CampaignChildren } from '@campaigns/contracts';
import { z } from 'zod';
import { tagMark } from '../campaign-name.ts';
import { isNotFound, PlatformError } from '../platform-error.ts';
import type { AccountCall, AdPort } from '../platform-port.ts';
import { snapchatAds } from './ads.ts';
import type { SnapchatClient } from './client.ts';
import { removedOneByOne } from './removal.ts';
import { replacementOf, type SnapchatSquad, snapchatSquad, withLifetimeBudget } from './replacement.ts';
import { squadBody } from './squad-body.ts';

const pageSize = 1000;

const squadPath = (id: string): string => `/adsquads/${encodeURIComponent(id)}`;
const squadsPath = (campaignId: string): string => `/campaigns/${encodeURIComponent(campaignId)}/adsquads`;

/** Some clients report that squads with automatic placement refuse every edit. */
const isLocked = (error: unknown): boolean => error instanceof PlatformError && error.code === 'E2025';

/** Everything on `/campaigns/{id}/adsquads` and `/adsquads/{id}`. */
export const snapchatSquads = (client: SnapchatClient) => {
  const ads = snapchatAds(client);

  const list = async (call: AccountCall, campaignId: string): Promise<readonly SnapchatSquad[]> => {
    const request = { path: squadsPath(campaignId), query: { limit: pageSize } };
    return (await client.list(call, request, 'adsquads', snapchatSquad)).items;
  };

  const read = async (call: AccountCall, id: string): Promise<SnapchatSquad> =>
    (await client.sendForOne(call, { method: 'GET', path: squadPath(id) }, 'adsquads', snapchatSquad)).item;

  const replace = async (
    call: AccountCall,
    campaignId: string,
    squad: Readonly<Record<string, unknown>>,
  ): Promise<void> => {
    const request = { method: 'PUT', path: squadsPath(campaignId), body: { adsquads: [squad] } } as const;
    await client.sendForOne(call, request, 'adsquads', z.object({ id: z.string() }));
  };

  const createAdGroup: AdPort['createAdGroup'] = async (call, adGroup) => {
    const body = squadBody(adGroup, call.account);
    const request = { method: 'POST', path: squadsPath(adGroup.platformCampaignId), body } as const;
    const { item } = await client.sendForOne(call, request, 'adsquads', z.object({ id: z.string() }));
    return { platformAdGroupId: item.id };
  };

  // There is no filter for names; the list leaves removed ones out.
  const findAdGroups: AdPort['findAdGroups'] = async (call, { platformCampaignId, tag }) =>
    (await list(call, platformCampaignId)).filter(({ name }) => name.includes(tagMark(tag))).map(({ id }) => id);

  /** `undefined` for a squad that is gone. */
  const budgetMicros = async (call: AccountCall, id: string): Promise<number | null | undefined> => {
    try {
      return (await read(call, id)).lifetime_budget_micro ?? null;
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  };

  const setBudget = async (call: AccountCall, campaignId: string, id: string, micros: number): Promise<void> =>
    replace(call, campaignId, withLifetimeBudget(await read(call, id), micros));

  const activate = async (call: AccountCall, campaignId: string, children: CampaignChildren): Promise<void> => {
    await ads.activate(call, children);
    const squad = await read(call, children.platformAdGroupId);
    if (squad.status !== 'ACTIVE') await replace(call, campaignId, replacementOf(squad, { status: 'ACTIVE' }));
  };

  /** The campaign above it is paused already, so one that is gone or refuses edits delivers nothing either. */
  const pause = async (
    call: AccountCall,
    campaignId: string,
    { platformAdGroupId }: CampaignChildren,
  ): Promise<void> => {
    try {
      const squad = await read(call, platformAdGroupId);
      if (squad.status !== 'PAUSED') await replace(call, campaignId, replacementOf(squad, { status: 'PAUSED' }));
    } catch (error) {
      if (!isNotFound(error) && !isLocked(error)) throw error;
    }
  };

  /** Ads, then squads: of the campaign as Snapchat lists them. Creatives and media stay in the account. */
  const removeAll = async (call: AccountCall, campaignId: string): Promise<void> => {
    await ads.removeAll(call, campaignId);
    await removedOneByOne(client, call, { list: 'adsquads', under: squadsPath(campaignId), at: squadPath });
  };

  return {
    ...{ list, createAdGroup, findAdGroups, budgetMicros, setBudget, activate, pause, removeAll },
    ...{ createAd: ads.createAd, findAds: ads.findAds, setAdStatus: ads.setAdStatus, listAds: ads.listIn },
  };
};

export type SnapchatSquads = ReturnType<typeof snapchatSquads>;
