import { z } from 'zod';
import { creative } from '../creative.ts';
import { platform } from '../vocabulary.ts';
import { adView } from './ads.ts';
import { currency, success, units } from './fields.ts';

export const creativesQuery = z.strictObject({
  measure: z.enum(['ctr', 'conversion_rate']).default('ctr').meta({
    description: 'What fatigue and rank are told by; of the conversion rate the last 3 days do not count yet',
  }),
});
export type CreativesQuery = z.output<typeof creativesQuery>;

const interval = (description: string) =>
  z
    .strictObject({ p10: z.number(), p50: z.number(), p90: z.number() })
    .nullable()
    .meta({ description: `${description}; the outer two hold the truth four times out of five` });

const period = z
  .strictObject({
    from: z.iso.date(),
    to: z.iso.date(),
    trials: z.number().meta({ description: 'Impressions, or clicks for the conversion rate' }),
    events: z.number().meta({ description: 'Clicks, or conversions' }),
  })
  .nullable();

const fatigue = z
  .strictObject({
    state: z.enum(['learning', 'healthy', 'fatiguing', 'fatigued']).meta({
      description:
        '`learning`: too little is known. `healthy`: no loss is certain. `fatiguing`: the whole interval lies below 1. ' +
        '`fatigued`: it lies below 0.8, a fifth and more is lost',
    }),
    ratio: interval('The rate of the last week as a part of the first one; `null` while learning'),
    baseline: period.meta({ description: 'The first days after two of warm-up: at least 7, and enough on them' }),
    recent: period.meta({ description: 'The last 7 days' }),
  })
  .meta({ id: 'CreativeFatigue' });

const creativeOnPlatform = z
  .strictObject({
    platform,
    mapping_id: z.uuid(),
    platform_ad_id: z.string().nullable(),
    status: adView.shape.status,
    review: adView.shape.review,
    currency,
    spend: units,
    impressions: z.int(),
    clicks: z.int(),
    conversions: z.number(),
    revenue: units,
    roas: z.number().meta({ description: 'Revenue per unit of spend' }),
    ctr: z.number().meta({ description: 'Clicks per 100 impressions' }),
    cpa: z.number().meta({ description: 'Spend per conversion' }),
    cpm: z.number().meta({ description: 'Spend per 1,000 impressions' }),
    conversion_rate: z.number().meta({ description: 'Conversions per 100 clicks' }),
    through: z.iso.date().nullable().meta({ description: 'Last day that counts: over at the last look' }),
    rate: interval('The measure per 100 over the last 14 days; `null` where nothing is known'),
    probability_best: z.number().min(0).max(1).nullable().meta({
      description: 'That no other on the platform has a higher rate; `null` for what is not known or cannot be shown',
    }),
    rank: z.int().min(1).nullable().meta({ description: 'On the platform, by that probability' }),
    fatigue,
  })
  .meta({ id: 'CreativeOnPlatform' });

/** Results of one creative. Platforms count differently: theirs are not added up. */
const creativeView = z
  .strictObject({
    creative_id: z.uuid(),
    name: z.string(),
    format: creative.unwrap().shape.format,
    platforms: z.array(creativeOnPlatform),
  })
  .meta({ id: 'CreativeResults' });
export type CreativeResultsView = z.infer<typeof creativeView>;

export const creativesAnswer = z
  .strictObject({ success, measure: creativesQuery.shape.measure.unwrap(), creatives: z.array(creativeView) })
  .meta({ id: 'CreativesAnswer' });
