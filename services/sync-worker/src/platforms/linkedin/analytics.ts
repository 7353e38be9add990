import type { DailyMetrics } from '@campaigns/contracts';
import { z } from 'zod';
import { microsOfDouble, microsOfText } from '../amounts.ts';
import type { PlatformAdapter } from '../platform-port.ts';
import type { LinkedinClient } from './client.ts';
import { dayText, listOf } from './rest-li.ts';
import { campaignUrn } from './urns.ts';

/** Money is text in currency units with decimals, counts are numbers; the day is three numbers. */
export const analyticsRow = z.object({
  dateRange: z.object({ start: z.object({ year: z.number(), month: z.number(), day: z.number() }) }),
  impressions: z.number().default(0),
  clicks: z.number().default(0),
  costInLocalCurrency: z.string().default('0'),
  externalWebsiteConversions: z.number().default(0),
  conversionValueInLocalCurrency: z.string().default('0'),
  oneClickLeads: z.number().default(0),
});
type AnalyticsRow = z.infer<typeof analyticsRow>;

const dateOf = ({ year, month, day }: AnalyticsRow['dateRange']['start']): string =>
  `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;

export const dayOfAnalytics = (row: AnalyticsRow, objective: string | null): DailyMetrics => ({
  date: dateOf(row.dateRange.start),
  spendMicros: microsOfText(row.costInLocalCurrency),
  impressions: row.impressions,
  clicks: row.clicks,
  // Leads come in through forms on LinkedIn itself, so no website counts them.
  conversionsMicros: microsOfDouble(
    objective === 'LEAD_GENERATION' ? row.oneClickLeads : row.externalWebsiteConversions,
  ),
  revenueMicros: microsOfText(row.conversionValueInLocalCurrency),
});

/** Without being asked by name, LinkedIn gives impressions and clicks only, and no day. */
const fields = ['pivotValues', ...Object.keys(analyticsRow.shape)];

/**
 * `GET /adAnalytics` by day: UTC days, both ends inclusive; days without delivery have no element. There are no pages, but
 * one answer holds 15,000 elements: 41 years of one campaign.
 */
export const linkedinAnalytics =
  (client: LinkedinClient): PlatformAdapter['fetchDailyMetrics'] =>
  async (call, { platformCampaignId, objective }, { since, until }) => {
    const query = [
      'q=analytics&pivot=CAMPAIGN&timeGranularity=DAILY',
      `dateRange=(start:${dayText(since)},end:${dayText(until)})`,
      `campaigns=${listOf([campaignUrn(platformCampaignId)])}`,
      `fields=${fields.join(',')}`,
    ];
    const report = z.object({ elements: z.array(analyticsRow) });
    const { data } = await client.get(call, `/adAnalytics?${query.join('&')}`, report);
    return data.elements.map((row) => dayOfAnalytics(row, objective));
  };
