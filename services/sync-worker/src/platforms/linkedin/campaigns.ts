import { z } from 'zod';
import { dateOf } from '../../http/answer.ts';
import { microsOfText } from '../amounts.ts';
import { dateIn } from '../calendar.ts';
import { tagMark } from '../campaign-name.ts';
import { lifetimeBudget } from '../lifetime-budget.ts';
import type { AccountCall, CampaignPort, RemoteCampaign } from '../platform-port.ts';
import type { LinkedinAds } from './ads.ts';
import type { LinkedinClient } from './client.ts';
import { linkedinCreateBody, moneyOf } from './create-body.ts';
import { linkedinAccount, placeFor } from './place.ts';
import { searchFor } from './rest-li.ts';
import { linkedinSettings } from './settings.ts';
import { accountPath } from './urns.ts';

const campaign = z.object({
  id: z.number(),
  name: z.string(),
  status: z.string(),
  objectiveType: z.string().optional(),
  totalBudget: z.object({ amount: z.string() }).optional(),
});
type Campaign = z.infer<typeof campaign>;

/** Days are UTC days on LinkedIn, wherever the account is. */
const dayZone = 'UTC';

const gone = new Set(['ARCHIVED', 'CANCELED', 'PENDING_DELETION', 'REMOVED']);

/** A draft and a campaign that has completed deliver nothing, but could again. */
const statusOf = ({ status }: Campaign): RemoteCampaign['status'] => {
  if (gone.has(status)) return 'removed';
  return status === 'ACTIVE' ? 'active' : 'paused';
};

const pathOf = ({ account }: AccountCall, id: string): string =>
  `${accountPath(account.adAccountId, 'adCampaigns')}/${encodeURIComponent(id)}`;

/** Everything on `/adAccounts/{id}/adCampaigns`. */
export const linkedinCampaigns = (client: LinkedinClient, ads: LinkedinAds): CampaignPort => {
  const read = (call: AccountCall, id: string) => client.get(call, pathOf(call, id), campaign);

  const setPlatformStatus = (call: AccountCall, id: string, status: string): Promise<void> =>
    client.update(call, pathOf(call, id), { status });

  return {
    verifyAccount: async (call) => {
      const { data } = await client.get(call, accountPath(call.account.adAccountId), linkedinAccount);
      return { currency: data.currency, timeZone: dayZone };
    },

    createCampaign: async (call, creation) => {
      const settings = linkedinSettings(creation.spec);
      const body = linkedinCreateBody(creation, settings, call.account);
      const place = await placeFor(client, call, settings);
      const path = accountPath(call.account.adAccountId, 'adCampaigns');
      return { platformCampaignId: await client.create(call, path, { ...body, ...place }) };
    },

    // Whether the filter compares whole names is not documented, so the exact comparison is ours.
    findByTag: async (call, { tag, name }) => {
      const path = accountPath(call.account.adAccountId, 'adCampaigns');
      const found = await client.search(call, path, searchFor('name', [name]), campaign);
      return found
        .filter((row) => row.name.includes(tagMark(tag)) && statusOf(row) !== 'removed')
        .map(({ id }) => String(id));
    },

    listCampaigns: async (call) => {
      const path = accountPath(call.account.adAccountId, 'adCampaigns');
      const found = await client.search(call, path, undefined, campaign);
      return found
        .filter((row) => statusOf(row) !== 'removed')
        .map(({ id, name }) => ({ platformCampaignId: String(id), name }));
    },

    readCampaign: async (call, platformCampaignId) => {
      const { data, answer } = await read(call, platformCampaignId);
      const { name, objectiveType, totalBudget } = data;
      return {
        platformCampaignId,
        name,
        status: statusOf(data),
        objective: objectiveType ?? null,
        budget: { micros: totalBudget === undefined ? null : microsOfText(totalBudget.amount) },
        today: dateIn(dayZone, dateOf(answer)),
      };
    },

    ...lifetimeBudget,

    updateCampaign: (call, { platformCampaignId }, { name, budgetMicros }) =>
      client.update(call, pathOf(call, platformCampaignId), {
        ...(name === undefined ? {} : { name }),
        ...(budgetMicros === undefined ? {} : { totalBudget: moneyOf(budgetMicros, call.account.currency) }),
      }),

    // Creatives are active from the start, and the ad group is the campaign.
    setStatus: (call, id, status) => setPlatformStatus(call, id, status === 'active' ? 'ACTIVE' : 'PAUSED'),

    // Creatives first. Only a draft can be deleted; everything else is handed to LinkedIn, which removes it later.
    removeCampaign: async (call, id) => {
      const { data } = await read(call, id);
      if (statusOf(data) === 'removed') return;
      await ads.removeAll(call, id);
      if (data.status === 'DRAFT') await client.remove(call, pathOf(call, id));
      else await setPlatformStatus(call, id, 'PENDING_DELETION');
    },
  };
};
