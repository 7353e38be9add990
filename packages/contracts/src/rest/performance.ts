import { z } from 'zod';
import { mappingStatus, platform } from '../vocabulary.ts';
import { currency, success } from './fields.ts';

const ratios = {
  roas: z.number().meta({ description: 'Revenue per unit of spend' }),
  ctr: z.number().meta({ description: 'Clicks per 100 impressions' }),
  cpa: z.number().meta({ description: 'Spend per conversion' }),
  cpm: z.number().meta({ description: 'Spend per 1,000 impressions' }),
  conversion_rate: z.number().meta({ description: 'Conversions per 100 clicks' }),
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
    platform_performance: z.array(platformPerformance),
  })
  .meta({ id: 'Performance' });
export type PerformanceView = z.infer<typeof performanceView>;

export const performanceAnswer = z
  .strictObject({ success, performance: performanceView })
  .meta({ id: 'PerformanceAnswer' });
