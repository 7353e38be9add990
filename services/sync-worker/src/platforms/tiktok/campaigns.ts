import { microsOf } from '@campaigns/contracts';
import { z } from 'zod';
import { dateOf } from '../../http/answer.ts';
import { microsOfDouble, toDecimalUnits } from '../amounts.ts';
import { dateIn } from '../calendar.ts';
import { tagMark } from '../campaign-name.ts';
import { lifetimeBudget } from '../lifetime-budget.ts';
import { PlatformError } from '../platform-error.ts';
import type { AccountCall, CampaignPort, RemoteCampaign } from '../platform-port.ts';
import { unlessRefused } from '../unless-refused.ts';
import { afterwards } from './afterwards.ts';
import type { TiktokClient } from './client.ts';
import { tiktokCreateBody } from './create-body.ts';
import { isGone, type TiktokObjects } from './objects.ts';

const campaignRow = z.object({
  campaign_id: z.string(),
  campaign_name: z.string(),
  operation_status: z.string(),
  secondary_status: z.string().optional(),
  objective_type: z.string().optional(),
  budget: z.number().optional(),
});
type CampaignRow = z.infer<typeof campaignRow>;

const advertisers = z.object({ list: z.array(z.object({ currency: z.string(), timezone: z.string() })) });

const createdCampaign = z.object({ campaign_id: z.string(), operation_status: z.string().optional() });

type Place = readonly [level: Parameters<TiktokObjects['find']>[1], by: Parameters<TiktokObjects['find']>[2]];

const fields = Object.keys(campaignRow.shape);

const statusOf = ({ operation_status: status, secondary_status: secondary }: CampaignRow): RemoteCampaign['status'] => {
  if (status === 'DELETE' || secondary === 'CAMPAIGN_STATUS_DELETE') return 'removed';
  return status === 'ENABLE' ? 'active' : 'paused';
};

const notFound = (platformCampaignId: string): PlatformError =>
  new PlatformError({
    class: 'not-found',
    code: 'empty-list',
    message: `TikTok knows no campaign ${platformCampaignId}`,
  });

export const tiktokCampaigns = (client: TiktokClient, objects: TiktokObjects): CampaignPort => {
  const list = (call: AccountCall, filtering: Readonly<Record<string, unknown>>) =>
    client.list(
      call,
      '/campaign/get/',
      { advertiser_id: call.account.adAccountId, fields, filtering },
      campaignRow,
      100,
    );

  const setOperationStatus = async (call: AccountCall, id: string, status: string): Promise<void> => {
    const body = { advertiser_id: call.account.adAccountId, campaign_ids: [id], operation_status: status };
    await client.post(call, '/campaign/status/update/', body, z.looseObject({}));
  };

  const living = async (call: AccountCall, ...[level, by]: Place): Promise<readonly string[]> =>
    (await objects.find(call, level, by, 'STATUS_NOT_DELETE')).filter((object) => !isGone(object)).map(({ id }) => id);

  const readCampaign: CampaignPort['readCampaign'] = async (call, platformCampaignId) => {
    // Removed campaigns are shown only to who asks for all of them.
    const filtering = { campaign_ids: [platformCampaignId], primary_status: 'STATUS_ALL' };
    const { rows, answer } = await list(call, filtering);
    const [row] = rows;
    if (row === undefined) throw notFound(platformCampaignId);
    const { currency, timeZone } = call.account;
    return {
      platformCampaignId,
      name: row.campaign_name,
      status: statusOf(row),
      objective: row.objective_type ?? null,
      budget: {
        micros: row.budget === undefined ? null : (microsOf(row.budget, currency) ?? microsOfDouble(row.budget)),
      },
      today: dateIn(timeZone, dateOf(answer)),
    };
  };

  return {
    verifyAccount: async (call) => {
      const query = {
        advertiser_ids: [call.account.adAccountId],
        fields: ['advertiser_id', 'currency', 'timezone', 'status'],
      };
      const { data } = await client.get(call, '/advertiser/info/', query, advertisers);
      const [advertiser] = data.list;
      if (advertiser === undefined) {
        throw new PlatformError({
          class: 'permission',
          code: 'no-advertiser',
          message: 'TikTok shows no such advertiser',
        });
      }
      return { currency: advertiser.currency, timeZone: advertiser.timezone };
    },

    createCampaign: async (call, { spec, name, operationId }) => {
      const body = tiktokCreateBody(spec, name, call.account, operationId);
      const { data } = await client.post(call, '/campaign/create/', body, createdCampaign);
      const id = data.campaign_id;
      // The status that a creation asks for has been seen ignored.
      if (data.operation_status === 'ENABLE') await afterwards(() => setOperationStatus(call, id, 'DISABLE'));
      return { platformCampaignId: id };
    },

    // The filter is fuzzy, so the exact comparison is ours.
    findByTag: async (call, { tag }) => {
      const { rows } = await list(call, { campaign_name: tagMark(tag), primary_status: 'STATUS_NOT_DELETE' });
      return rows.filter(({ campaign_name: name }) => name.includes(tagMark(tag))).map(({ campaign_id: id }) => id);
    },

    listCampaigns: async (call) => {
      const { rows } = await list(call, { primary_status: 'STATUS_NOT_DELETE' });
      return rows.map(({ campaign_id: platformCampaignId, campaign_name: name }) => ({ platformCampaignId, name }));
    },

    readCampaign,

    ...lifetimeBudget,

    updateCampaign: async (call, { platformCampaignId }, { name, budgetMicros }) => {
      const { adAccountId, currency } = call.account;
      const body = {
        advertiser_id: adAccountId,
        campaign_id: platformCampaignId,
        ...(name === undefined ? {} : { campaign_name: name }),
        ...(budgetMicros === undefined ? {} : { budget: toDecimalUnits(budgetMicros, currency) }),
      };
      await client.post(call, '/campaign/update/', body, z.looseObject({}));
    },

    setStatus: async (call, id, status, children) => {
      if (status === 'paused') await setOperationStatus(call, id, 'DISABLE');
      if (children !== undefined) {
        const { platformAdGroupId, platformAdIds } = children;
        if (status === 'active') {
          await objects.setStatusOfLiving(call, 'ad', platformAdIds, 'ENABLE');
          // Without its ad group a campaign would be active and deliver nothing, so one that is gone stops it.
          await objects.setStatus(call, 'adgroup', [platformAdGroupId], 'ENABLE');
        } else await unlessRefused(() => objects.setStatus(call, 'adgroup', [platformAdGroupId], 'DISABLE'));
      }
      if (status === 'active') await setOperationStatus(call, id, 'ENABLE');
    },

    // What is removed already refuses every further change with a general parameter error, so it is looked at first.
    removeCampaign: async (call, id) => {
      const { status } = await readCampaign(call, id);
      if (status === 'removed') return;
      const adGroupIds = await living(call, 'adgroup', { campaign_ids: [id] });
      const adIds = await living(call, 'ad', { adgroup_ids: adGroupIds });
      await unlessRefused(() => objects.setStatus(call, 'ad', adIds, 'DELETE'));
      await unlessRefused(() => objects.setStatus(call, 'adgroup', adGroupIds, 'DELETE'));
      await setOperationStatus(call, id, 'DELETE');
    },
  };
};
