import type { DailyMetrics } from '@campaigns/contracts';
import { z } from 'zod';
import { microsOfDouble } from '../amounts.ts';
import { addDays, dateChunks, daysBetween, startOfDay } from '../calendar.ts';
import { PlatformError } from '../platform-error.ts';
import type { AccountCall, DateRange, ResultsPort } from '../platform-port.ts';
import type { TwitterClient } from './client.ts';
import type { PromotedPosts } from './promoted-posts.ts';
import type { TwitterSettings } from './settings.ts';

/** One value per day, or `null` for nothing but zeros. */
const series = z.array(z.number()).nullish();

export const statsMetrics = z.object({
  impressions: series,
  clicks: series,
  billed_charge_local_micro: series,
  conversion_purchases: z.object({ metric: series, sale_amount: series }).nullish(),
  conversion_sign_ups: z.object({ metric: series }).nullish(),
});

const stats = z
  .array(z.object({ id: z.string(), id_data: z.array(z.object({ metrics: statsMetrics })).min(1) }))
  .min(1);

/** Of a campaign for leads: X has no objective of that kind, so it stands with our tag. */
export const leads = 'lead_gen';

/**
 * The days from `since` on that something was counted on. Conversions are purchases, or sign-ups in a campaign for leads: X's
 * total also has visits to the website, which are clicks once more. Revenue is known of purchases alone.
 */
export const daysOfStats = (
  metrics: z.infer<typeof statsMetrics>,
  { since, until }: DateRange,
  { saleAmountIn }: Pick<TwitterSettings, 'saleAmountIn'>,
  objective: string | null = null,
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
  const conversions = objective === leads ? metrics.conversion_sign_ups : purchases;
  return Array.from({ length: count }, (_, day): DailyMetrics => {
    const sales = valueOn(purchases?.sale_amount, day);
    return {
      date: addDays(since, day),
      spendMicros: Math.max(0, Math.round(valueOn(charges, day))),
      impressions: valueOn(impressions, day),
      clicks: valueOn(clicks, day),
      conversionsMicros: microsOfDouble(valueOn(conversions?.metric, day)),
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

const mostEntities = 20;

const noDay = (date: string): DailyMetrics => ({
  ...{ date, spendMicros: 0, impressions: 0, clicks: 0, conversionsMicros: 0, revenueMicros: 0 },
});

const plus = (one: DailyMetrics, other: DailyMetrics): DailyMetrics => ({
  date: one.date,
  spendMicros: one.spendMicros + other.spendMicros,
  impressions: one.impressions + other.impressions,
  clicks: one.clicks + other.clicks,
  conversionsMicros: one.conversionsMicros + other.conversionsMicros,
  revenueMicros: one.revenueMicros + other.revenueMicros,
});

/** One row for each day. */
const summed = (days: readonly DailyMetrics[]): readonly DailyMetrics[] =>
  [...Map.groupBy(days, ({ date }) => date)].map(([date, rows]) => rows.reduce(plus, noDay(date)));

type Entity = Readonly<{ entity: 'CAMPAIGN' | 'PROMOTED_TWEET'; ids: readonly string[]; objective: string | null }>;

/**
 * `GET stats/accounts/:id` by day. One placement per call: campaigns are shown everywhere on X, and the other two are
 * take-overs of the whole site that are booked otherwise.
 */
export const twitterStats = (
  client: TwitterClient,
  promoted: PromotedPosts,
  settings: TwitterSettings,
): Omit<ResultsPort, 'restatementDays'> => {
  const read = async (
    call: AccountCall,
    { entity, ids, objective }: Entity,
    range: DateRange,
  ): Promise<ReadonlyMap<string, readonly DailyMetrics[]>> => {
    const { adAccountId, timeZone } = call.account;
    const days = new Map<string, readonly DailyMetrics[]>();
    for (const window of statsWindows(timeZone, range)) {
      const [start, end] = windowTimes(timeZone, window);
      for (let first = 0; first < ids.length; first += mostEntities) {
        const parameters = {
          entity,
          entity_ids: ids.slice(first, first + mostEntities).join(','),
          start_time: utcText(start),
          end_time: utcText(end),
          granularity: 'DAY',
          placement: 'ALL_ON_TWITTER',
          metric_groups: 'ENGAGEMENT,BILLING,WEB_CONVERSION',
        };
        const path = `/stats/accounts/${encodeURIComponent(adAccountId)}`;
        const { data } = await client.send(call, { method: 'GET', path, parameters }, stats);
        for (const { id, id_data: parts } of data) {
          const rows = parts.slice(0, 1).flatMap(({ metrics }) => daysOfStats(metrics, window, settings, objective));
          days.set(id, [...(days.get(id) ?? []), ...rows]);
        }
      }
    }
    return days;
  };

  return {
    fetchDailyMetrics: async (call, { platformCampaignId, objective }, range) => {
      const asked = { entity: 'CAMPAIGN', ids: [platformCampaignId], objective } as const;
      return [...(await read(call, asked, range)).values()].flat();
    },

    // What was stopped is still reported, and a post that went on again has several promotions, which are its results together.
    fetchAdMetrics: async (call, { objective }, range, { platformAdGroupId }) => {
      const promotions = await promoted.list(call, [platformAdGroupId], { withDeleted: true });
      const asked = { entity: 'PROMOTED_TWEET', ids: promotions.map(({ id }) => id), objective } as const;
      const days = await read(call, asked, range);
      return [...Map.groupBy(promotions, ({ tweet_id: postId }) => postId)].map(([platformAdId, ofPost]) => ({
        platformAdId,
        days: summed(ofPost.flatMap(({ id }) => days.get(id) ?? [])).toSorted((one, other) =>
          one.date < other.date ? -1 : 1,
        ),
      }));
    },
  };
};
