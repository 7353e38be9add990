import type { DailyMetrics } from '@campaigns/contracts';
import { z } from 'zod';
import { microsOfDouble } from '../amounts.ts';
import { addDays, dateChunks, dateIn, startOfDay, zonedIso } from '../calendar.ts';
import type { AccountCall, DateRange, ResultsPort } from '../platform-port.ts';
import type { SnapchatClient } from './client.ts';

/** Money is in micros of the account's currency. */
export const statsOfDay = z.object({
  start_time: z.string(),
  stats: z.object({
    impressions: z.number().default(0),
    swipes: z.number().default(0),
    spend: z.number().default(0),
    conversion_purchases: z.number().default(0),
    conversion_purchases_value: z.number().default(0),
  }),
});

const series = z.object({ timeseries: z.array(statsOfDay) });

/** Corrections below zero count as zero. */
const wholeMicros = (micros: number): number => Math.max(0, Math.round(micros));

/** A swipe up is what a click is elsewhere; the conversions are purchases, whatever the objective. */
export const dayOfStats = (
  { start_time: start, stats }: z.infer<typeof statsOfDay>,
  timeZone: string,
): DailyMetrics => ({
  date: dateIn(timeZone, new Date(start)),
  spendMicros: wholeMicros(stats.spend),
  impressions: stats.impressions,
  clicks: stats.swipes,
  conversionsMicros: microsOfDouble(stats.conversion_purchases),
  revenueMicros: wholeMicros(stats.conversion_purchases_value),
});

/** Midnight of a date, `2026-11-09T00:00:00.000-08:00`: with the offset of that very moment. */
const midnight = (timeZone: string, date: string): string =>
  zonedIso(timeZone, startOfDay(timeZone, date)).replace(/([+-]\d{2})(\d{2})$/, '.000$1:$2');

/** A request may span 31 days; one fewer, since 31 days with the end of summer time in them are an hour longer than that. */
const longestWindowDays = 30;

/** Without ads there may be nothing to break down. */
const adSeries = z.object({
  breakdown_stats: z
    .object({ ad: z.array(z.object({ id: z.string(), timeseries: z.array(statsOfDay).default([]) })).optional() })
    .optional(),
});

/**
 * `GET /campaigns/{id}/stats` by day, for the campaign or broken down by ad, in windows that begin and end at the
 * account's midnights. Days of zeros are rows.
 */
export const snapchatStats = (client: SnapchatClient): Omit<ResultsPort, 'restatementDays'> => {
  const windows = async <Schema extends z.ZodType>(
    call: AccountCall,
    campaignId: string,
    range: DateRange,
    breakdown: Readonly<Record<string, string>>,
    schema: Schema,
  ): Promise<readonly z.infer<Schema>[]> => {
    const { timeZone } = call.account;
    const answers: z.infer<Schema>[] = [];
    for (const { since, until } of dateChunks(range, longestWindowDays)) {
      const query = {
        ...breakdown,
        granularity: 'DAY',
        start_time: midnight(timeZone, since),
        end_time: midnight(timeZone, addDays(until, 1)),
        fields: Object.keys(statsOfDay.shape.stats.shape).join(),
        swipe_up_attribution_window: '28_DAY',
        view_attribution_window: '1_DAY',
      };
      const path = `/campaigns/${encodeURIComponent(campaignId)}/stats`;
      const { item } = await client.sendForOne(call, { method: 'GET', path, query }, 'timeseries_stats', schema);
      answers.push(item);
    }
    return answers;
  };

  return {
    fetchDailyMetrics: async (call, { platformCampaignId }, range) => {
      const answers = await windows(call, platformCampaignId, range, {}, series);
      return answers.flatMap(({ timeseries }) => timeseries.map((row) => dayOfStats(row, call.account.timeZone)));
    },
    fetchAdMetrics: async (call, { platformCampaignId }, range) => {
      const answers = await windows(call, platformCampaignId, range, { breakdown: 'ad' }, adSeries);
      const rows = answers.flatMap(({ breakdown_stats: { ad = [] } = {} }) => ad);
      return [...Map.groupBy(rows, ({ id }) => id)].map(([platformAdId, parts]) => ({
        platformAdId,
        days: parts.flatMap(({ timeseries }) => timeseries.map((row) => dayOfStats(row, call.account.timeZone))),
      }));
    },
  };
};
