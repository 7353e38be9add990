import { z } from 'zod';
import { creative, planLine } from '../creative.ts';
import { platform } from '../vocabulary.ts';
import { currency, instantOut, nextCursor, success, units } from './fields.ts';

/** How the intent comes out on one platform, line by line. */
export const planView = z.array(planLine).meta({
  description: 'What the platform takes over exactly, nearly (`reason` says what comes out), or not at all',
});

/** An ad: one creative on one platform, as it was last made or seen. */
export const adView = z
  .strictObject({
    creative_id: z.uuid().meta({ description: 'The same on all platforms that show the creative' }),
    mapping_id: z.uuid(),
    platform,
    platform_ad_id: z.string().nullable(),
    name: z.string(),
    format: creative.unwrap().shape.format,
    status: z.enum(['creating', 'paused', 'active', 'removed', 'failed']),
    status_reason: z.string().nullable(),
    review: z.enum(['pending', 'approved', 'rejected']).nullable().meta({
      description: 'What the platform’s review had come to when changes were last read; `null` before that',
    }),
    observed_at: instantOut.nullable().meta({ description: 'When status and review were last read from the platform' }),
    currency,
    spend: units,
    impressions: z.int(),
    clicks: z.int(),
    conversions: z.number(),
    revenue: units,
    created_at: instantOut,
    updated_at: instantOut,
  })
  .meta({ id: 'Ad' });
export type AdView = z.infer<typeof adView>;

export const adsAnswer = z
  .strictObject({ success, ads: z.array(adView), next_cursor: nextCursor })
  .meta({ id: 'AdsAnswer' });
