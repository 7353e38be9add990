import type { CampaignChildren } from '@campaigns/contracts';
import { z } from 'zod';
import { dateOf } from '../../http/answer.ts';
import { fromMinorUnits, toMinorUnits } from '../amounts.ts';
import { dateIn } from '../calendar.ts';
import { tagMark } from '../campaign-name.ts';
import { lifetimeBudget } from '../lifetime-budget.ts';
import type { AccountCall, CampaignPort, RemoteCampaign } from '../platform-port.ts';
import { unlessRefused } from '../unless-refused.ts';
import { bareAccountId, type MetaClient } from './client.ts';
import { metaCreateBody } from './create-body.ts';
import { gone, isGone, writeStatus, writeStatusUnlessRemoved } from './objects.ts';
import { everyRow } from './paged.ts';

const acted = z.object({ success: z.literal(true) });

const campaign = z.object({
  id: z.string(),
  name: z.string(),
  status: z.string(),
  effective_status: z.string().optional(),
  objective: z.string().optional(),
  lifetime_budget: z.string().optional(),
});

const named = z.object({ id: z.string(), name: z.string(), status: z.string().optional() });

const account = z.object({ id: z.string(), currency: z.string(), timezone_name: z.string() });

const statusOf = (read: z.infer<typeof campaign>): RemoteCampaign['status'] => {
  if (isGone(read)) return 'removed';
  return read.status === 'ACTIVE' ? 'active' : 'paused';
};

const findByTag =
  (client: MetaClient): CampaignPort['findByTag'] =>
  async (call, { tag }) => {
    const path = `/act_${bareAccountId(call.account.adAccountId)}/campaigns`;
    const query = {
      fields: 'id,name,status,created_time',
      filtering: [{ field: 'name', operator: 'CONTAIN', value: tagMark(tag) }],
      limit: 100,
    };
    const rows = await everyRow(client, call, { path, query }, named);
    return rows
      .filter(({ name, status }) => name.includes(tagMark(tag)) && !gone.has(status ?? ''))
      .map(({ id }) => id);
  };

const standing = z.object({ id: z.string(), status: z.string() });

/** Ours that are not active yet, so that an activation which was cut off goes on where it was. Removed ones are not listed. */
const pausedAds = async (
  client: MetaClient,
  call: AccountCall,
  { platformAdGroupId, platformAdIds }: CampaignChildren,
): Promise<readonly string[]> => {
  const path = `/${encodeURIComponent(platformAdGroupId)}/ads`;
  const rows = await everyRow(client, call, { path, query: { fields: 'id,status', limit: 100 } }, standing);
  return rows.filter(({ id, status }) => platformAdIds.includes(id) && status !== 'ACTIVE').map(({ id }) => id);
};

/** Everything on `POST /act_{id}/campaigns` and `/{campaign id}`. */
export const metaCampaigns = (client: MetaClient): CampaignPort => ({
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

  listCampaigns: async (call) => {
    const path = `/act_${bareAccountId(call.account.adAccountId)}/campaigns`;
    const rows = await everyRow(client, call, { path, query: { fields: 'id,name,status', limit: 100 } }, named);
    return rows
      .filter(({ status }) => !gone.has(status ?? ''))
      .map(({ id, name }) => ({ platformCampaignId: id, name }));
  },

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

  ...lifetimeBudget,

  updateCampaign: async (call, { platformCampaignId }, { name, budgetMicros }) => {
    const body = {
      ...(name === undefined ? {} : { name }),
      ...(budgetMicros === undefined ? {} : { lifetime_budget: toMinorUnits(budgetMicros, call.account.currency) }),
    };
    await client(call, { method: 'POST', path: `/${encodeURIComponent(platformCampaignId)}`, body }, acted);
  },

  setStatus: async (call, platformCampaignId, status, children) => {
    if (status === 'paused') {
      await writeStatus(client, call, platformCampaignId, status);
      if (children === undefined) return;
      const { platformAdGroupId } = children;
      await unlessRefused(() => writeStatus(client, call, platformAdGroupId, status));
      return;
    }
    if (children !== undefined) {
      for (const platformAdId of await pausedAds(client, call, children)) {
        await writeStatusUnlessRemoved(client, call, platformAdId, status);
      }
      await writeStatus(client, call, children.platformAdGroupId, status);
    }
    await writeStatus(client, call, platformCampaignId, status);
  },

  // Ends its ad sets and ads too. Their creatives belong to the account and stay: other ads may show them.
  removeCampaign: async (call, platformCampaignId) => {
    await client(call, { method: 'DELETE', path: `/${encodeURIComponent(platformCampaignId)}` }, acted);
  },
});
