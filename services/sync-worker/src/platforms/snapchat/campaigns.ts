import { z } from 'zod';
import { dateOf } from '../../http/answer.ts';
import type { HttpAnswer } from '../../http/http-call.ts';
import { flightBudgetMicros } from '../amounts.ts';
import { dateIn } from '../calendar.ts';
import { tagMark } from '../campaign-name.ts';
import { PlatformError } from '../platform-error.ts';
import type { AccountCall, PlatformAdapter, RemoteCampaign } from '../platform-port.ts';
import type { SnapchatClient } from './client.ts';
import { snapchatCreateBody } from './create-body.ts';
import { replacementBody, type SnapchatCampaign, snapchatCampaign } from './replacement.ts';

const organization = z.object({
  ad_accounts: z.array(z.object({ id: z.string(), currency: z.string(), timezone: z.string() })).default([]),
});

/** Rows in a page of campaigns, at most. */
const pageSize = 1000;

const campaignsPath = ({ account }: AccountCall): string =>
  `/adaccounts/${encodeURIComponent(account.adAccountId)}/campaigns`;
const campaignPath = (id: string): string => `/campaigns/${encodeURIComponent(id)}`;

const remoteOf = (
  campaign: SnapchatCampaign,
  status: RemoteCampaign['status'],
  { account }: AccountCall,
  answer: HttpAnswer,
): RemoteCampaign => ({
  platformCampaignId: campaign.id,
  name: campaign.name,
  status,
  objective: campaign.objective_v2_properties?.objective_v2_type ?? null,
  budget: { micros: campaign.lifetime_spend_cap_micro ?? null },
  today: dateIn(account.timeZone, dateOf(answer)),
});

type Campaigns = Omit<PlatformAdapter, 'fetchDailyMetrics'>;

/** Everything on `/adaccounts/{id}/campaigns` and `/campaigns/{id}`. */
export const snapchatCampaigns = (client: SnapchatClient): Campaigns => {
  const current = (call: AccountCall, id: string) =>
    client.sendForOne(call, { method: 'GET', path: campaignPath(id) }, 'campaigns', snapchatCampaign);

  const replace = async (call: AccountCall, body: ReturnType<typeof replacementBody>): Promise<void> => {
    await client.sendForOne(
      call,
      { method: 'PUT', path: campaignsPath(call), body },
      'campaigns',
      z.object({ id: z.string() }),
    );
  };

  const listed = (call: AccountCall, query: Readonly<Record<string, string>> = {}) =>
    client.list(
      call,
      { path: campaignsPath(call), query: { ...query, limit: pageSize } },
      'campaigns',
      snapchatCampaign,
    );

  /** Removed campaigns can only be listed: what is in this list and could not be read was removed. */
  const removed = async (call: AccountCall, id: string, notFound: PlatformError): Promise<RemoteCampaign> => {
    const { items, answer } = await listed(call, { read_deleted_entities: 'true' });
    const campaign = items.find((item) => item.id === id);
    if (campaign === undefined) throw notFound;
    return remoteOf(campaign, 'removed', call, answer);
  };

  return {
    // There is no documented way to read one ad account, but the organisations of the token's user list theirs.
    verifyAccount: async (call) => {
      const { adAccountId } = call.account;
      const request = { path: '/me/organizations', query: { with_ad_accounts: 'true' } };
      const { items } = await client.list(call, request, 'organizations', organization);
      const account = items.flatMap(({ ad_accounts: accounts }) => accounts).find(({ id }) => id === adAccountId);
      if (account === undefined) {
        const message = `Snapchat shows no ad account ${adAccountId} to this user`;
        throw new PlatformError({ class: 'permission', code: 'no-ad-account', message });
      }
      return { currency: account.currency, timeZone: account.timezone };
    },

    createCampaign: async (call, { spec, name }) => {
      const body = snapchatCreateBody(spec, name, call.account);
      const request = { method: 'POST', path: campaignsPath(call), body } as const;
      const { item } = await client.sendForOne(call, request, 'campaigns', z.object({ id: z.string() }));
      return { platformCampaignId: item.id };
    },

    // There is no filter for names, so all campaigns are read; the list leaves removed ones out.
    findByTag: async (call, { tag }) => {
      const { items } = await listed(call);
      return items.filter(({ name }) => name.includes(tagMark(tag))).map(({ id }) => id);
    },

    readCampaign: async (call, platformCampaignId) => {
      try {
        const { item, answer } = await current(call, platformCampaignId);
        return remoteOf(item, item.status === 'ACTIVE' ? 'active' : 'paused', call, answer);
      } catch (error) {
        if (!(error instanceof PlatformError) || error.class !== 'not-found') throw error;
        return removed(call, platformCampaignId, error);
      }
    },

    budgetChange: ({ budget }, spec, { currency }) => {
      const after = flightBudgetMicros(spec.budget, currency);
      return budget.micros === after ? undefined : { field: 'budget', before: budget.micros, after };
    },

    // Read again right before it is written, so that what a person changed meanwhile is kept.
    updateCampaign: async (call, { platformCampaignId }, change) => {
      const { item } = await current(call, platformCampaignId);
      await replace(call, replacementBody(item, change));
    },

    setStatus: async (call, platformCampaignId, wanted) => {
      const status = wanted === 'active' ? 'ACTIVE' : 'PAUSED';
      const { item } = await current(call, platformCampaignId);
      if (item.status !== status) await replace(call, replacementBody(item, { status }));
    },

    removeCampaign: async (call, platformCampaignId) => {
      await client.send(call, { method: 'DELETE', path: campaignPath(platformCampaignId) }, 'campaigns', z.unknown());
    },
  };
};
