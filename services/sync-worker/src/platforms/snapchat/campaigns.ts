import { z } from 'zod';
import { dateOf } from '../../http/answer.ts';
import type { HttpAnswer } from '../../http/http-call.ts';
import { flightBudgetMicros } from '../amounts.ts';
import { dateIn } from '../calendar.ts';
import { tagMark } from '../campaign-name.ts';
import { lifetimeBudget } from '../lifetime-budget.ts';
import { isNotFound, PlatformError } from '../platform-error.ts';
import type { AccountCall, CampaignPort, RemoteCampaign } from '../platform-port.ts';
import type { SnapchatClient } from './client.ts';
import { snapchatCreateBody } from './create-body.ts';
import { replacementBody, type SnapchatCampaign, snapchatCampaign } from './replacement.ts';
import type { SnapchatSquads } from './squads.ts';

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

/** Everything on `/adaccounts/{id}/campaigns` and `/campaigns/{id}`. */
export const snapchatCampaigns = (client: SnapchatClient, squads: SnapchatSquads): CampaignPort => {
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

  /** Of the two budgets the smaller one holds, so both are looked at. */
  const withSquad = async (call: AccountCall, remote: RemoteCampaign, id: string): Promise<RemoteCampaign> => {
    const micros = await squads.budgetMicros(call, id);
    return micros === undefined ? remote : { ...remote, budget: { ...remote.budget, adGroup: { id, micros } } };
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

    listCampaigns: async (call) => {
      const { items } = await listed(call);
      return items.map(({ id, name }) => ({ platformCampaignId: id, name }));
    },

    readCampaign: async (call, platformCampaignId, { children } = {}) => {
      try {
        const { item, answer } = await current(call, platformCampaignId);
        const remote = remoteOf(item, item.status === 'ACTIVE' ? 'active' : 'paused', call, answer);
        return children === undefined ? remote : withSquad(call, remote, children.platformAdGroupId);
      } catch (error) {
        if (!isNotFound(error)) throw error;
        return removed(call, platformCampaignId, error);
      }
    },

    budgetChange: ({ budget }, spec, { currency }) => {
      const after = flightBudgetMicros(spec.budget, currency);
      if (budget.micros !== after) return { field: 'budget', before: budget.micros, after };
      const { adGroup } = budget;
      return adGroup === undefined || adGroup.micros === after
        ? undefined
        : { field: 'budget', before: adGroup.micros, after };
    },

    compareBudget: (remote, spec, account) => {
      const ofCampaign = lifetimeBudget.compareBudget(remote, spec, account);
      const { adGroup } = remote.budget;
      if (ofCampaign.likeness === 'different' || adGroup === undefined) return ofCampaign;
      return lifetimeBudget.compareBudget({ ...remote, budget: { micros: adGroup.micros } }, spec, account);
    },

    flightBudget: (remote, spec, account) => {
      const { micros, adGroup } = remote.budget;
      return adGroup === undefined || adGroup.micros === micros
        ? lifetimeBudget.flightBudget(remote, spec, account)
        : { unknown: 'the campaign and its ad squad have different budgets' };
    },

    // Read again right before it is written, so that what a person changed meanwhile is kept.
    updateCampaign: async (call, { platformCampaignId, budget: { adGroup } }, change) => {
      const { item } = await current(call, platformCampaignId);
      await replace(call, replacementBody(item, change));
      if (adGroup === undefined || change.budgetMicros === undefined) return;
      await squads.setBudget(call, platformCampaignId, adGroup.id, change.budgetMicros);
    },

    setStatus: async (call, platformCampaignId, wanted, children) => {
      const status = wanted === 'active' ? 'ACTIVE' : 'PAUSED';
      if (wanted === 'active' && children !== undefined) await squads.activate(call, platformCampaignId, children);
      const { item } = await current(call, platformCampaignId);
      if (item.status !== status) await replace(call, replacementBody(item, { status }));
      if (wanted === 'paused' && children !== undefined) await squads.pause(call, platformCampaignId, children);
    },

    removeCampaign: async (call, platformCampaignId) => {
      await squads.removeAll(call, platformCampaignId);
      await client.send(call, { method: 'DELETE', path: campaignPath(platformCampaignId) }, 'campaigns', z.unknown());
    },
  };
};
