import { z } from 'zod';
import { eventCodec } from './codec.ts';
import { defineEvent } from './event.ts';
import { mappingId, operationId, orchestrationId } from './ids.ts';
import { currency } from './money.ts';
import { dailyMetrics } from './platform-operation.ts';
import { platform } from './vocabulary.ts';

/** Days that are new or differ from what was reported before; a day not named here stays as it was. */
const dailyMetricsReported = defineEvent(
  'DailyMetricsReported',
  z.object({
    orchestrationId,
    mappingId,
    platform,
    platformCampaignId: z.string(),
    operationId,
    currency,
    observedAt: z.iso.datetime(),
    days: z.array(dailyMetrics).min(1),
  }),
);

/** The same by ad. Not to be added up with the campaign's: a platform may count both differently. */
const adDailyMetricsReported = defineEvent(
  'AdDailyMetricsReported',
  z.object({
    orchestrationId,
    mappingId,
    platform,
    platformCampaignId: z.string(),
    operationId,
    currency,
    observedAt: z.iso.datetime(),
    ads: z.array(z.object({ platformAdId: z.string(), days: z.array(dailyMetrics).min(1) })).min(1),
  }),
);

const performanceEvent = z.discriminatedUnion('type', [dailyMetricsReported, adDailyMetricsReported]);
export type PerformanceEvent = z.infer<typeof performanceEvent>;

export const performanceCodec = eventCodec<PerformanceEvent>(performanceEvent, [
  'DailyMetricsReported',
  'AdDailyMetricsReported',
]);
