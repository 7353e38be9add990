import { z } from 'zod';
import { dateOf } from '../../http/answer.ts';
import { flightBudgetMicros, fromMinorUnits, toMinorUnits } from '../amounts.ts';
import { dateIn } from '../calendar.ts';
import { tagMark } from '../campaign-name.ts';
import type { PlatformAdapter, RemoteCampaign } from '../platform-port.ts';
import { bareAccountId, type MetaClient } from './client.ts';
import { metaCreateBody } from './create-body.ts';

const acted = z.object({ success: z.literal(true) });

const campaign = z.object({
  id: z.string(),
  name: z.string(),
  status: z.string(),
  effective_status: z.string().optional(),
  objective: z.string().optional(),
  lifetime_budget: z.string().optional(),
});

const page = z.object({
  data: z.array(z.object({ id: z.string(), name: z.string(), status: z.string().optional() })),
  paging: z.object({ cursors: z.object({ after: z.string() }).optional(), next: z.string().optional() }).optional(),
});

const account = z.object({ id: z.string(), currency: z.string(), timezone_name: z.string() });

const gone = new Set(['DELETED', 'ARCHIVED']);

const statusOf = ({ status, effective_status: effective }: z.infer<typeof campaign>): RemoteCampaign['status'] => {
  if (gone.has(status) || (effective !== undefined && gone.has(effective))) return 'removed';
  return status === 'ACTIVE' ? 'active' : 'paused';
};

type Campaigns = Omit<PlatformAdapter, 'fetchDailyMetrics'>;

const findByTag =
  (client: MetaClient): Campaigns['findByTag'] =>
  async (call, { tag }) => {
    const found: string[] = [];
    let after: string | undefined;
    do {
      const { data } = await client(
        call,
        {
          method: 'GET',
          path: `/act_${bareAccountId(call.account.adAccountId)}/campaigns`,
          query: {
            fields: 'id,name,status,created_time',
            filtering: [{ field: 'name', operator: 'CONTAIN', value: tagMark(tag) }],
            limit: 100,
            ...(after === undefined ? {} : { after }),
          },
        },
        page,
      );
      found.push(
        ...data.data
          .filter(({ name, status }) => name.includes(tagMark(tag)) && !gone.has(status ?? ''))
          .map(({ id }) => id),
      );
      // Only a missing `next` is the end; a short or empty page is not.
      after = data.paging?.next === undefined ? undefined : data.paging.cursors?.after;
    } while (after !== undefined);
    return found;
  };

/** Everything on `POST /act_{id}/campaigns` and `/{campaign id}`. */
export const metaCampaigns = (client: MetaClient): Campaigns => ({
  verifyAccount: async (call) => {
    const { data } = await client(
      call,
      {
        method: 'GET',
        path: `/act_${bareAccountId(call.account.adAccountId)}`,
        query: { fields: 'id,name,currency,timezone_name,account_status' },
      },
      account,
    );
    return { currency: data.currency, timeZone: data.timezone_name };
  },

  createCampaign: async (call, { spec, name, now }) => {
    const body = metaCreateBody(spec, name, call.account, now);
    const path = `/act_${bareAccountId(call.account.adAccountId)}/campaigns`;
    const { data } = await client(call, { method: 'POST', path, body }, z.object({ id: z.string() }));
    return { platformCampaignId: data.id };
  },

  findByTag: findByTag(client),

  readCampaign: async (call, platformCampaignId) => {
    const fields = 'id,name,objective,status,effective_status,lifetime_budget';
    const { data, answer } = await client(
      call,
      { method: 'GET', path: `/${encodeURIComponent(platformCampaignId)}`, query: { fields } },
      campaign,
    );
    const { lifetime_budget: lifetime } = data;
    return {
      platformCampaignId,
      name: data.name,
      status: statusOf(data),
      objective: data.objective ?? null,
      budget: { micros: lifetime === undefined ? null : fromMinorUnits(lifetime, call.account.currency) },
      today: dateIn(call.account.timeZone, dateOf(answer)),
    };
  },

  budgetChange: ({ budget }, spec, { currency }) => {
    const after = flightBudgetMicros(spec.budget, currency);
    return budget.micros === after ? undefined : { field: 'budget', before: budget.micros, after };
  },

  updateCampaign: async (call, { platformCampaignId }, { name, budgetMicros }) => {
    const body = {
      ...(name === undefined ? {} : { name }),
      ...(budgetMicros === undefined ? {} : { lifetime_budget: toMinorUnits(budgetMicros, call.account.currency) }),
    };
    await client(call, { method: 'POST', path: `/${encodeURIComponent(platformCampaignId)}`, body }, acted);
  },

  setStatus: async (call, platformCampaignId, status) => {
    const body = { status: status === 'active' ? 'ACTIVE' : 'PAUSED' };
    await client(call, { method: 'POST', path: `/${encodeURIComponent(platformCampaignId)}`, body }, acted);
  },

  removeCampaign: async (call, platformCampaignId) => {
    await client(call, { method: 'DELETE', path: `/${encodeURIComponent(platformCampaignId)}` }, acted);
  },
});
