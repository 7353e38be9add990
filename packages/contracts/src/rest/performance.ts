import { z } from 'zod';
import { mappingStatus, platform } from '../vocabulary.ts';
import { currency, day, instantIn, instantOut, nextCursor, pageQuery, success } from './fields.ts';

const period = {
  from: day.optional().meta({ description: 'First day, in the time zone of each ad account' }),
  to: day.optional().meta({ description: 'Last day, inclusive' }),
  as_known_at: instantIn
    .refine((instant) => Date.parse(instant) >= 0, 'must not lie before 1970')
    .optional()
    .meta({
      description:
        'Figures, status and budgets as they were known at this instant, at least a minute ago: the same question has the ' +
        'same answer at any later time. Default: as they are known now.',
    }),
};

type Period = Readonly<{ from?: string | undefined; to?: string | undefined }>;
const isForward = ({ from, to }: Period): boolean => from === undefined || to === undefined || from <= to;
const reversed = { error: 'must not lie before from', path: ['to'] };

export const performanceQuery = z.strictObject(period).refine(isForward, reversed);
export type PerformanceQuery = z.output<typeof performanceQuery>;

export const dailyPerformanceQuery = z
  .strictObject({
    ...period,
    platform: platform.optional(),
    level: z
      .enum(['campaign', 'ad'])
      .default('campaign')
      .meta({ description: 'Not to be added up with each other: a platform may count both differently' }),
    ...pageQuery,
  })
  .refine(isForward, reversed);
export type DailyPerformanceQuery = z.output<typeof dailyPerformanceQuery>;

/**
 * How far figures can be relied on. Maturity of a day: days from it to the last day that a successful look has covered,
 * per day of the platform's restatement window, at most 1. Of several days: the mean by spend; without spend the plain
 * mean; without results that of the last day asked for. 0 before the first successful look, 1 where there is no campaign.
 * Of several platforms: the worst of each.
 */
export const freshness = z
  .strictObject({
    observed_at: instantOut.nullable().meta({
      description: 'Last successful look at the platform, also when there was nothing new; `null` when there was none',
    }),
    data_through: z.iso.date().nullable().meta({
      description: 'Last day that the look covered, in the time zone of the ad account: the day that was not over yet',
    }),
    maturity: z.number().min(0).max(1).meta({
      description: 'How much of the time in which the platform may restate the figures had passed, weighed by spend',
    }),
    restatement_window_days: z.int().meta({ description: 'Days for which the platform may restate a day' }),
    is_complete: z.boolean().meta({
      description: '`false` when a campaign has never been looked at with success, or the last look failed',
    }),
  })
  .meta({ id: 'Freshness' });

const rates = {
  roas: z.number().meta({ description: 'Revenue per unit of spend' }),
  ctr: z.number().meta({ description: 'Clicks per 100 impressions' }),
  cpa: z.number().meta({ description: 'Spend per conversion' }),
  cpm: z.number().meta({ description: 'Spend per 1,000 impressions' }),
  conversion_rate: z.number().meta({ description: 'Conversions per 100 clicks' }),
};
const ratios = {
  ...rates,
  budget_utilization: z.number().meta({ description: 'Spend per 100 of the budget' }),
};

const platformPerformance = z.strictObject({
  platform,
  status: mappingStatus,
  spend: z.number(),
  impressions: z.int(),
  clicks: z.int(),
  conversions: z.number(),
  revenue: z.number(),
  ...ratios,
  freshness,
});

/** Rounded to two decimals; a ratio without a denominator is 0. */
export const performanceView = z
  .strictObject({
    total_spend: z.number(),
    total_impressions: z.int(),
    total_clicks: z.int(),
    total_conversions: z.number(),
    total_revenue: z.number(),
    ...ratios,
    currency,
    freshness,
    platform_performance: z.array(platformPerformance),
  })
  .meta({ id: 'Performance' });
export type PerformanceView = z.infer<typeof performanceView>;

export const performanceAnswer = z
  .strictObject({ success, performance: performanceView })
  .meta({ id: 'PerformanceAnswer' });

/** One day of a campaign or an ad on one platform, as the platform counts days. Days without delivery have none. */
export const dailyPerformanceView = z
  .strictObject({
    date: z.iso.date(),
    platform,
    mapping_id: z.uuid(),
    platform_ad_id: z.string().nullable().meta({ description: '`null` at the level of campaigns' }),
    currency,
    spend: z.number(),
    impressions: z.int(),
    clicks: z.int(),
    conversions: z.number(),
    revenue: z.number(),
    ...rates,
    reported_at: instantOut.meta({ description: 'When these figures were first observed; restated ones later' }),
    is_over: z.boolean().meta({ description: 'Whether the day was over at the last successful look' }),
    freshness,
  })
  .meta({ id: 'DailyPerformance' });
export type DailyPerformanceView = z.infer<typeof dailyPerformanceView>;

export const dailyPerformanceAnswer = z
  .strictObject({ success, days: z.array(dailyPerformanceView), next_cursor: nextCursor })
  .meta({ id: 'DailyPerformanceAnswer' });
