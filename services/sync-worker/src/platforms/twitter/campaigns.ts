import { smallestUnitMicros } from '@campaigns/contracts';
import { z } from 'zod';
import { dateOf } from '../../http/answer.ts';
import { dateIn } from '../calendar.ts';
import { tagMark } from '../campaign-name.ts';
import { lifetimeBudget } from '../lifetime-budget.ts';
import { invalid } from '../platform-error.ts';
import type { AccountCall, CampaignPort, RemoteCampaign } from '../platform-port.ts';
import { unlessRefused } from '../unless-refused.ts';
import { dailyCapAfter } from './budget.ts';
import type { TwitterClient } from './client.ts';
import { twitterCreateParameters } from './create-parameters.ts';
import { fundingInstrumentFor, fundingInstruments } from './funding.ts';
import type { LineItems } from './line-items.ts';
import type { PromotedPosts } from './promoted-posts.ts';
import { leads } from './stats.ts';

const campaign = z.object({
  id: z.string(),
  name: z.string(),
  entity_status: z.string(),
  deleted: z.boolean().default(false),
  purchase_order_number: z.string().nullish(),
  total_budget_amount_local_micro: z.number().nullish(),
  daily_budget_amount_local_micro: z.number().nullish(),
});
type Campaign = z.infer<typeof campaign>;

const created = z.object({ id: z.string() });

const campaignsPath = ({ account: { adAccountId } }: AccountCall): string =>
  `/accounts/${encodeURIComponent(adAccountId)}/campaigns`;
const campaignPath = (call: AccountCall, id: string): string => `${campaignsPath(call)}/${encodeURIComponent(id)}`;

const statusOf = ({ deleted, entity_status: status }: Campaign): RemoteCampaign['status'] => {
  if (deleted) return 'removed';
  return status === 'ACTIVE' ? 'active' : 'paused';
};

/** Everything on `accounts/:id/campaigns`. Ids are base-36 texts. */
export const twitterCampaigns = (client: TwitterClient, items: LineItems, promoted: PromotedPosts): CampaignPort => ({
  // Of an account that the user is not shown, X refuses this as well. The list of accounts, the only place with the time
  // zone, may be read five times in fifteen minutes, which is too seldom for a check before each deployment.
  verifyAccount: async (call) => {
    const { adAccountId, timeZone } = call.account;
    const [instrument] = await fundingInstruments(client, call);
    if (instrument?.able_to_fund !== true) {
      throw invalid('no-funding-instrument', `X account ${adAccountId} has no funding instrument that can pay`);
    }
    return { currency: instrument.currency, timeZone };
  },

  createCampaign: async (call, { spec, name, now }) => {
    const parameters = twitterCreateParameters(spec, name, call.account, now);
    const instruments = await fundingInstruments(client, call);
    const instrumentId = fundingInstrumentFor(spec, instruments, call.account.currency);
    const { data } = await client.send(
      call,
      {
        method: 'POST',
        path: campaignsPath(call),
        parameters: { funding_instrument_id: instrumentId, ...parameters },
      },
      created,
    );
    return { platformCampaignId: data.id };
  },

  // The search is fuzzy, so the exact comparison is ours. Drafts are shown only to who asks for them.
  findByTag: async (call, { tag }) => {
    const parameters = { q: tag, with_draft: true };
    const found = await client.list(call, { path: campaignsPath(call), parameters }, campaign);
    return found
      .filter(({ deleted }) => !deleted)
      .filter(
        ({ name, purchase_order_number: reference }) => reference?.split(' ')[0] === tag || name.includes(tagMark(tag)),
      )
      .map(({ id }) => id);
  },

  listCampaigns: async (call) => {
    const parameters = { with_draft: true };
    const found = await client.list(call, { path: campaignsPath(call), parameters }, campaign);
    return found.filter(({ deleted }) => !deleted).map(({ id, name }) => ({ platformCampaignId: id, name }));
  },

  readCampaign: async (call, platformCampaignId) => {
    const path = campaignPath(call, platformCampaignId);
    const { data, answer } = await client.send(
      call,
      { method: 'GET', path, parameters: { with_deleted: true } },
      campaign,
    );
    const { total_budget_amount_local_micro: total, daily_budget_amount_local_micro: cap } = data;
    return {
      platformCampaignId,
      name: data.name,
      status: statusOf(data),
      objective: data.purchase_order_number?.endsWith(` ${leads}`) === true ? leads : null,
      budget: { micros: total ?? null, ...(cap === undefined || cap === null ? {} : { dailyCapMicros: cap }) },
      today: dateIn(call.account.timeZone, dateOf(answer)),
    };
  },

  // The daily cap follows the total and is no setting of ours.
  ...lifetimeBudget,

  updateCampaign: async (call, { platformCampaignId, budget }, { name, budgetMicros }) => {
    const unitMicros = smallestUnitMicros(call.account.currency);
    const capMicros = budgetMicros === undefined ? undefined : dailyCapAfter(budgetMicros, budget, unitMicros);
    const parameters = {
      ...(name === undefined ? {} : { name }),
      ...(budgetMicros === undefined ? {} : { total_budget_amount_local_micro: budgetMicros }),
      // In one request with the total, which it may not be above at any time.
      ...(capMicros === undefined ? {} : { daily_budget_amount_local_micro: capMicros }),
    };
    await client.send(call, { method: 'PUT', path: campaignPath(call, platformCampaignId), parameters }, created);
  },

  // A promotion is active from its beginning and cannot be paused, so towards paused it is left as it is.
  setStatus: async (call, platformCampaignId, status, children) => {
    const path = campaignPath(call, platformCampaignId);
    const set = (to: string) => ({ entity_status: to });
    if (status === 'paused') {
      await client.send(call, { method: 'PUT', path, parameters: set('PAUSED') }, created);
      if (children !== undefined) {
        const { platformAdGroupId } = children;
        await unlessRefused(() => items.change(call, platformAdGroupId, set('PAUSED')));
      }
      return;
    }
    if (children !== undefined) {
      const { platformAdGroupId, platformAdIds } = children;
      const there = new Set((await promoted.list(call, [platformAdGroupId])).map(({ tweet_id: postId }) => postId));
      await promoted.promote(
        call,
        platformAdGroupId,
        platformAdIds.filter((id) => !there.has(id)),
      );
      await items.change(call, platformAdGroupId, set('ACTIVE'));
    }
    await client.send(call, { method: 'PUT', path, parameters: set('ACTIVE') }, created);
  },

  // Deleting a parent leaves its children and hides them, so they go first, and hidden ones are looked for too.
  removeCampaign: async (call, platformCampaignId) => {
    const lineItems = await items.list(call, platformCampaignId, { withDeleted: true });
    const promotions = await promoted.list(
      call,
      lineItems.map(({ id }) => id),
      { withDeleted: true },
    );
    for (const { id } of promotions.filter(({ deleted }) => !deleted))
      await unlessRefused(() => promoted.remove(call, id));
    for (const { id } of lineItems.filter(({ deleted }) => !deleted)) await unlessRefused(() => items.remove(call, id));
    await client.send(call, { method: 'DELETE', path: campaignPath(call, platformCampaignId) }, created);
  },
});
