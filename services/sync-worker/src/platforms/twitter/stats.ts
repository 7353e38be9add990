import type { DailyMetrics } from '@campaigns/contracts';
import { z } from 'zod';
import { microsOfDouble } from '../amounts.ts';
import { addDays, dateChunks, daysBetween, startOfDay } from '../calendar.ts';
import { PlatformError } from '../platform-error.ts';
import type { DateRange, PlatformAdapter } from '../platform-port.ts';
import type { TwitterClient } from './client.ts';
import type { TwitterSettings } from './settings.ts';

/** One value per day, or `null` for nothing but zeros. */
const series = z.array(z.number()).nullish();

export const statsMetrics = z.object({
  impressions: series,
  clicks: series,
  billed_charge_local_micro: series,
  conversion_purchases: z.object({ metric: series, sale_amount: series }).nullish(),
});

const stats = z.array(z.object({ id_data: z.array(z.object({ metrics: statsMetrics })).min(1) })).min(1);

/**
 * The days from `since` on that something was counted on. Conversions are purchases, as on the other platforms: X's total
 * also has visits to the website, which are clicks once more, and revenue is known of purchases alone.
 */
export const daysOfStats = (
  metrics: z.infer<typeof statsMetrics>,
  { since, until }: DateRange,
  { saleAmountIn }: Pick<TwitterSettings, 'saleAmountIn'>,
): readonly DailyMetrics[] => {
  const count = daysBetween(since, until);
  const valueOn = (values: z.infer<typeof series>, day: number): number => {
    if (values === null || values === undefined) return 0;
    const value = values[day];
    if (value !== undefined && values.length === count) return value;
    // Days are told by their place alone, so a series of another length would be put on wrong days.
    const message = `X gave ${values.length} values for the ${count} days from ${since} to ${until}`;
    throw new PlatformError({ class: 'version', code: 'series-length', message });
  };
  const { impressions, clicks, billed_charge_local_micro: charges, conversion_purchases: purchases } = metrics;
  return Array.from({ length: count }, (_, day): DailyMetrics => {
    const sales = valueOn(purchases?.sale_amount, day);
    return {
      date: addDays(since, day),
      spendMicros: Math.max(0, Math.round(valueOn(charges, day))),
      impressions: valueOn(impressions, day),
      clicks: valueOn(clicks, day),
      conversionsMicros: microsOfDouble(valueOn(purchases?.metric, day)),
      revenueMicros: saleAmountIn === 'micros' ? Math.max(0, Math.round(sales)) : microsOfDouble(sales),
    };
  }).filter(({ date: _date, ...counted }) => Object.values(counted).some((value) => value > 0));
};

const longestWindowDays = 7;
const longestWindowMs = longestWindowDays * 86_400_000;

/** Begins and ends at midnights of the account, the end exclusive. */
const windowTimes = (timeZone: string, { since, until }: DateRange): readonly [start: Date, end: Date] => [
  startOfDay(timeZone, since),
  startOfDay(timeZone, addDays(until, 1)),
];

/** Of at most 7 days in hours: a week in which summer time ends is an hour longer and is cut once more. */
export const statsWindows = (timeZone: string, range: DateRange): readonly DateRange[] =>
  dateChunks(range, longestWindowDays).flatMap((week) => {
    const [start, end] = windowTimes(timeZone, week);
    return end.getTime() - start.getTime() > longestWindowMs ? dateChunks(week, longestWindowDays - 1) : [week];
  });

/** `2026-12-01T08:00:00Z` */
const utcText = (at: Date): string => at.toISOString().replace('.000', '');

/**
 * `GET stats/accounts/:id` by day. One placement per call: campaigns are shown everywhere on X, and the other two are
 * take-overs of the whole site that are booked otherwise.
 */
export const twitterStats =
  (client: TwitterClient, settings: TwitterSettings): PlatformAdapter['fetchDailyMetrics'] =>
  async (call, { platformCampaignId }, range) => {
    const { adAccountId, timeZone } = call.account;
    const days: DailyMetrics[] = [];
    for (const window of statsWindows(timeZone, range)) {
      const [start, end] = windowTimes(timeZone, window);
      const parameters = {
        entity: 'CAMPAIGN',
        entity_ids: platformCampaignId,
        start_time: utcText(start),
        end_time: utcText(end),
        granularity: 'DAY',
        placement: 'ALL_ON_TWITTER',
        metric_groups: 'ENGAGEMENT,BILLING,WEB_CONVERSION',
      };
      const path = `/stats/accounts/${encodeURIComponent(adAccountId)}`;
      const { data } = await client.send(call, { method: 'GET', path, parameters }, stats);
      days.push(
        ...data.flatMap(({ id_data: [first] }) =>
          first === undefined ? [] : daysOfStats(first.metrics, window, settings),
        ),
      );
    }
    return days;
  };
