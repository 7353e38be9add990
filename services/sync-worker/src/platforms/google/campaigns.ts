import { type CampaignSpec, smallestUnitMicros } from '@campaigns/contracts';
import { z } from 'zod';
import { dateOf } from '../../http/answer.ts';
import { flightBudgetMicros } from '../amounts.ts';
import { dateIn, flightDays } from '../calendar.ts';
import { PlatformError } from '../platform-error.ts';
import type { AccountCall, CampaignPort, DaySpend, RemoteCampaign } from '../platform-port.ts';
import { type GoogleClient, quoted } from './client.ts';
import { googleCreateBody } from './create-body.ts';
import { budgetOfDaily, dailyAmountToSet, dailyLikeness, type Pacing } from './daily-budget.ts';
import { idOf, numericId, resourceName, statusOf } from './names.ts';
import { setStatus } from './set-status.ts';

const created = z.object({
  mutateOperationResponses: z.array(z.object({ campaignResult: z.object({ resourceName: z.string() }).optional() })),
});

const mutated = z.object({ results: z.array(z.object({ resourceName: z.string() })).min(1) });

const customerRow = z.object({ customer: z.object({ currencyCode: z.string(), timeZone: z.string() }) });

const campaignRow = z.object({
  campaign: z.object({
    id: z.string(),
    name: z.string(),
    status: z.string(),
    advertisingChannelType: z.string().optional(),
  }),
  campaignBudget: z.object({ resourceName: z.string(), amountMicros: z.string().default('0') }).optional(),
});

const spendRow = z.object({
  segments: z.object({ date: z.iso.date() }),
  metrics: z.object({ costMicros: z.string().default('0') }).prefault({}),
});

const campaignName = ({ account }: AccountCall, id: string): string =>
  resourceName(account, 'campaigns', numericId(id));

const spendSince = async (
  client: GoogleClient,
  call: AccountCall,
  id: string,
  since: string,
  today: string,
): Promise<readonly DaySpend[]> => {
  if (since > today) return [];
  const query = `SELECT campaign.id, segments.date, metrics.cost_micros FROM campaign WHERE campaign.id = ${numericId(id)} AND segments.date BETWEEN '${since}' AND '${today}'`;
  const { rows } = await client.search(call, query, spendRow);
  return rows.map(({ segments, metrics }) => ({ date: segments.date, micros: Number(metrics.costMicros) }));
};

const readCampaign =
  (client: GoogleClient): CampaignPort['readCampaign'] =>
  async (call, platformCampaignId, options = {}) => {
    const query = `SELECT campaign.id, campaign.name, campaign.status, campaign.advertising_channel_type, campaign_budget.resource_name, campaign_budget.amount_micros FROM campaign WHERE campaign.id = ${numericId(platformCampaignId)}`;
    const { rows, answer } = await client.search(call, query, campaignRow);
    const [row] = rows;
    if (row === undefined) {
      throw new PlatformError({
        class: 'not-found',
        code: 'no-results',
        message: `Google knows no campaign ${platformCampaignId}`,
      });
    }
    const today = dateIn(call.account.timeZone, dateOf(answer));
    const { spendSince: since } = options;
    const { campaignBudget: budget } = row;
    return {
      platformCampaignId,
      name: row.campaign.name,
      status: statusOf(row.campaign.status),
      objective: row.campaign.advertisingChannelType ?? null,
      budget: {
        micros: budget === undefined ? null : Number(budget.amountMicros),
        ...(budget === undefined ? {} : { resourceName: budget.resourceName }),
        ...(since === undefined ? {} : { spend: await spendSince(client, call, platformCampaignId, since, today) }),
      },
      today,
    };
  };

const pacingOf = (
  remote: RemoteCampaign,
  spec: CampaignSpec,
  { currency, timeZone }: AccountCall['account'],
): Pacing => ({
  ...flightDays(spec.flight, timeZone),
  budgetMicros: flightBudgetMicros(spec.budget, currency),
  spend: remote.budget.spend ?? [],
  today: remote.today,
  unitMicros: smallestUnitMicros(currency),
});

const updateCampaign =
  (client: GoogleClient): CampaignPort['updateCampaign'] =>
  async (call, { platformCampaignId, budget }, { name, budgetMicros }) => {
    if (budgetMicros !== undefined && budget.resourceName !== undefined) {
      const update = { resourceName: budget.resourceName, amountMicros: String(budgetMicros) };
      const operations = [{ update, updateMask: 'amountMicros' }];
      await client.post(call, 'campaignBudgets:mutate', { operations }, mutated, true);
    }
    if (name !== undefined) {
      const update = { resourceName: campaignName(call, platformCampaignId), name };
      await client.post(call, 'campaigns:mutate', { operations: [{ update, updateMask: 'name' }] }, mutated, true);
    }
  };

/** Campaigns with their own, unshared budgets, on `googleAds:mutate` and `campaigns:mutate`. */
export const googleCampaigns = (client: GoogleClient): CampaignPort => ({
  verifyAccount: async (call) => {
    const query = 'SELECT customer.id, customer.currency_code, customer.time_zone FROM customer LIMIT 1';
    const { rows } = await client.search(call, query, customerRow);
    const [row] = rows;
    if (row === undefined) {
      throw new PlatformError({ class: 'permission', code: 'no-customer', message: 'Google shows no such customer' });
    }
    return { currency: row.customer.currencyCode, timeZone: row.customer.timeZone };
  },

  createCampaign: async (call, { spec, name, now }) => {
    const body = googleCreateBody(spec, name, call.account, now);
    const { data } = await client.post(call, 'googleAds:mutate', body, created, true);
    const made = data.mutateOperationResponses.find(({ campaignResult }) => campaignResult)?.campaignResult
      ?.resourceName;
    if (made === undefined) {
      throw new PlatformError({
        class: 'unknown-outcome',
        code: 'no-id',
        message: 'Google answered without a campaign',
      });
    }
    return { platformCampaignId: idOf(made) };
  },

  // Names of campaigns that are not removed are unique, so equality finds ours or nothing.
  findByTag: async (call, { name }) => {
    const query = `SELECT campaign.id, campaign.name, campaign.status FROM campaign WHERE campaign.name = ${quoted(name)} AND campaign.status != 'REMOVED'`;
    const { rows } = await client.search(call, query, campaignRow);
    return rows.filter(({ campaign }) => campaign.name === name).map(({ campaign }) => campaign.id);
  },

  listCampaigns: async (call) => {
    const query = "SELECT campaign.id, campaign.name, campaign.status FROM campaign WHERE campaign.status != 'REMOVED'";
    const { rows } = await client.search(call, query, campaignRow);
    return rows.map(({ campaign: { id, name } }) => ({ platformCampaignId: id, name }));
  },

  readCampaign: readCampaign(client),

  budgetChange: (remote, spec, account) => {
    const { micros: before } = remote.budget;
    const after = dailyAmountToSet(before, pacingOf(remote, spec, account));
    return after === undefined ? undefined : { field: 'daily_budget', before, after };
  },

  compareBudget: (remote, spec, account) => {
    const { micros: observedMicros } = remote.budget;
    const { likeness, wantedMicros } = dailyLikeness(observedMicros, pacingOf(remote, spec, account));
    return { field: 'daily_budget', likeness, observedMicros, oursMicros: wantedMicros };
  },

  flightBudget: (remote, spec, account) => {
    const { micros, spend } = remote.budget;
    if (micros === null || micros === 0) return { unknown: 'the campaign has no daily budget of its own there' };
    if (spend === undefined) return { unknown: 'what was spent is not known' };
    const pacing = pacingOf(remote, spec, account);
    const budgetMicros = budgetOfDaily(micros, pacing);
    return dailyLikeness(micros, { ...pacing, budgetMicros }).wantedMicros === micros
      ? { micros: budgetMicros }
      : { unknown: 'no budget for the whole flight comes out as exactly this daily amount' };
  },

  updateCampaign: updateCampaign(client),

  setStatus: setStatus(client),

  // What stands under it keeps its status and is never shown again; a budget of its own goes with it.
  removeCampaign: async (call, platformCampaignId) => {
    const operations = [{ remove: campaignName(call, platformCampaignId) }];
    await client.post(call, 'campaigns:mutate', { operations }, mutated, true);
  },
});
