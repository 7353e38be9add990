import type { DailyMetrics } from '@campaigns/contracts';
import { z } from 'zod';
import { microsOfText } from '../amounts.ts';
import type { PlatformAdapter } from '../platform-port.ts';
import type { MetaClient } from './client.ts';
import { conversionActions } from './objectives.ts';

/** All values are texts; money is in whole currency units with decimals, although budgets are in minor units. */
const actions = z.array(z.object({ action_type: z.string(), value: z.string() })).default([]);
export const insightsRow = z.object({
  spend: z.string().default('0'),
  impressions: z.string().default('0'),
  clicks: z.string().default('0'),
  actions,
  action_values: actions,
  date_start: z.iso.date(),
});

const page = z.object({
  data: z.array(insightsRow),
  paging: z.object({ cursors: z.object({ after: z.string() }).optional(), next: z.string().optional() }).optional(),
});

const actionValue = (list: z.infer<typeof actions>, type: string | undefined): string =>
  list.find(({ action_type: actionType }) => actionType === type)?.value ?? '0';

export const dayOfInsights = (row: z.infer<typeof insightsRow>, objective: string | null): DailyMetrics => {
  const conversion = conversionActions(objective).find((wanted) =>
    row.actions.some(({ action_type: actionType }) => actionType === wanted),
  );
  return {
    date: row.date_start,
    spendMicros: microsOfText(row.spend),
    impressions: Number(row.impressions),
    clicks: Number(row.clicks),
    conversionsMicros: microsOfText(actionValue(row.actions, conversion)),
    revenueMicros: microsOfText(actionValue(row.action_values, conversion)),
  };
};

/** `GET /{campaign id}/insights` by day; days without delivery have no row. */
export const metaInsights =
  (client: MetaClient): PlatformAdapter['fetchDailyMetrics'] =>
  async (call, { platformCampaignId, objective }, range) => {
    const days: DailyMetrics[] = [];
    let after: string | undefined;
    do {
      const { data } = await client(
        call,
        {
          method: 'GET',
          path: `/${encodeURIComponent(platformCampaignId)}/insights`,
          query: {
            fields: 'campaign_id,spend,impressions,clicks,actions,action_values,date_start,date_stop',
            time_range: range,
            time_increment: 1,
            limit: 500,
            ...(after === undefined ? {} : { after }),
          },
        },
        page,
      );
      days.push(...data.data.map((row) => dayOfInsights(row, objective)));
      after = data.paging?.next === undefined ? undefined : data.paging.cursors?.after;
    } while (after !== undefined);
    return days;
  };
