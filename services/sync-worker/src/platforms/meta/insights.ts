import type { DailyMetrics } from '@campaigns/contracts';
import { z } from 'zod';
import { microsOfText } from '../amounts.ts';
import type { DateRange, ResultsPort } from '../platform-port.ts';
import { unlessRefused } from '../unless-refused.ts';
import type { MetaClient } from './client.ts';
import { conversionActions } from './objectives.ts';
import { everyRow } from './paged.ts';

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

const actionValue = (list: z.infer<typeof actions>, type: string | undefined): string =>
  list.find(({ action_type: actionType }) => actionType === type)?.value ?? '0';

const firstIn = (list: z.infer<typeof actions>, wanted: readonly string[]): string | undefined =>
  wanted.find((type) => list.some(({ action_type: actionType }) => actionType === type));

export const dayOfInsights = (row: z.infer<typeof insightsRow>, objective: string | null): DailyMetrics => {
  const wanted = conversionActions(objective);
  const conversion = firstIn(row.actions, wanted);
  // A value may be reported without the count of what brought it, or under another of its names.
  const valued = firstIn(row.action_values, conversion === undefined ? wanted : [conversion, ...wanted]);
  return {
    date: row.date_start,
    spendMicros: microsOfText(row.spend),
    impressions: Number(row.impressions),
    clicks: Number(row.clicks),
    conversionsMicros: microsOfText(actionValue(row.actions, conversion)),
    revenueMicros: microsOfText(actionValue(row.action_values, valued)),
  };
};

const results = 'campaign_id,spend,impressions,clicks,actions,action_values,date_start,date_stop';

const byDay = (range: DateRange) => ({ time_range: range, time_increment: 1, limit: 500 });

const insightsPath = (id: string): string => `/${encodeURIComponent(id)}/insights`;

/** `GET /{campaign id}/insights` by day; days without delivery have no row. */
export const metaInsights =
  (client: MetaClient): ResultsPort['fetchDailyMetrics'] =>
  async (call, { platformCampaignId, objective }, range) => {
    const query = { fields: results, ...byDay(range) };
    const rows = await everyRow(client, call, { path: insightsPath(platformCampaignId), query }, insightsRow);
    return rows.map((row) => dayOfInsights(row, objective));
  };

const adRow = insightsRow.extend({ ad_id: z.string() });

/**
 * The campaign's days by ad. Reports of several ads leave deleted ones out, so each of ours that has no row is asked
 * about by itself: there it still shows.
 */
export const metaAdInsights =
  (client: MetaClient): ResultsPort['fetchAdMetrics'] =>
  async (call, { platformCampaignId, objective }, range, { platformAdIds }) => {
    const query = { fields: `ad_id,adset_id,${results}`, ...byDay(range) };
    const together = { path: insightsPath(platformCampaignId), query: { level: 'ad', ...query } };
    const rows = [...(await everyRow(client, call, together, adRow))];
    const reported = new Set(rows.map(({ ad_id: adId }) => adId));
    for (const adId of platformAdIds.filter((id) => !reported.has(id))) {
      // One that cannot be read any more has nothing to say, and is no reason to lose the results of the others.
      await unlessRefused(async () => {
        rows.push(...(await everyRow(client, call, { path: insightsPath(adId), query }, adRow)));
      });
    }
    return [...Map.groupBy(rows, ({ ad_id: adId }) => adId)].map(([platformAdId, days]) => ({
      platformAdId,
      days: days.map((row) => dayOfInsights(row, objective)),
    }));
  };
