import type { DailyMetrics } from '@campaigns/contracts';
import { z } from 'zod';
import { microsOfDouble } from '../amounts.ts';
import type { ResultsPort } from '../platform-port.ts';
import type { GoogleClient } from './client.ts';
import { idOf, numericId } from './names.ts';

/** Counts are int64 texts, conversions and their value doubles; what is zero is left out. */
export const reportRow = z.object({
  segments: z.object({ date: z.iso.date() }),
  metrics: z
    .object({
      costMicros: z.string().default('0'),
      impressions: z.string().default('0'),
      clicks: z.string().default('0'),
      conversions: z.number().default(0),
      conversionsValue: z.number().default(0),
    })
    .prefault({}),
});

export const dayOfReport = ({ segments, metrics }: z.infer<typeof reportRow>): DailyMetrics => ({
  date: segments.date,
  spendMicros: Number(metrics.costMicros),
  impressions: Number(metrics.impressions),
  clicks: Number(metrics.clicks),
  // Google credits fractions of a conversion.
  conversionsMicros: microsOfDouble(metrics.conversions),
  revenueMicros: microsOfDouble(metrics.conversionsValue),
});

/** One GAQL query by day; days without delivery have no row. */
export const googleReport =
  (client: GoogleClient): ResultsPort['fetchDailyMetrics'] =>
  async (call, { platformCampaignId }, { since, until }) => {
    const query = `SELECT campaign.id, segments.date, metrics.cost_micros, metrics.impressions, metrics.clicks, metrics.conversions, metrics.conversions_value FROM campaign WHERE campaign.id = ${numericId(platformCampaignId)} AND segments.date BETWEEN '${since}' AND '${until}'`;
    const { rows } = await client.search(call, query, reportRow);
    return rows.map(dayOfReport);
  };

const adReportRow = reportRow.extend({ adGroupAd: z.object({ resourceName: z.string() }) });

/** The same by ad; Google keeps the rows of ads that were removed. */
export const googleAdReport =
  (client: GoogleClient): ResultsPort['fetchAdMetrics'] =>
  async (call, { platformCampaignId }, { since, until }) => {
    const query = `SELECT ad_group_ad.resource_name, segments.date, metrics.cost_micros, metrics.impressions, metrics.clicks, metrics.conversions, metrics.conversions_value FROM ad_group_ad WHERE campaign.id = ${numericId(platformCampaignId)} AND segments.date BETWEEN '${since}' AND '${until}'`;
    const { rows } = await client.search(call, query, adReportRow);
    const ids = [...new Set(rows.map(({ adGroupAd }) => idOf(adGroupAd.resourceName)))];
    return ids.map((platformAdId) => ({
      platformAdId,
      days: rows.filter(({ adGroupAd }) => idOf(adGroupAd.resourceName) === platformAdId).map(dayOfReport),
    }));
  };
