import type { DailyMetrics } from '@campaigns/contracts';
import { z } from 'zod';
import { microsOfDouble, microsOfText } from '../amounts.ts';
import { dateChunks } from '../calendar.ts';
import type { AccountCall, AdResults, DateRange, PlatformAdapter, ResultsPort } from '../platform-port.ts';
import type { LinkedinClient } from './client.ts';
import { dayText, listOf } from './rest-li.ts';
import { bareId, campaignUrn } from './urns.ts';

/** Money is text in currency units with decimals, counts are numbers; the day is three numbers. */
export const analyticsRow = z.object({
  /** What the row is about: the one URN of its pivot. */
  pivotValues: z.array(z.string()).default([]),
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
const fields = Object.keys(analyticsRow.shape);

/** `GET /adAnalytics` by day: UTC days, both ends inclusive; days without delivery have no element. There are no pages. */
const rowsOf = async (
  client: LinkedinClient,
  call: AccountCall,
  { pivot, campaignId }: Readonly<{ pivot: 'CAMPAIGN' | 'CREATIVE'; campaignId: string }>,
  { since, until }: DateRange,
): Promise<readonly AnalyticsRow[]> => {
  const query = [
    `q=analytics&pivot=${pivot}&timeGranularity=DAILY`,
    `dateRange=(start:${dayText(since)},end:${dayText(until)})`,
    `campaigns=${listOf([campaignUrn(campaignId)])}`,
    `fields=${fields.join(',')}`,
  ];
  const report = z.object({ elements: z.array(analyticsRow) });
  return (await client.get(call, `/adAnalytics?${query.join('&')}`, report)).data.elements;
};

/** One answer holds 15,000 elements: 41 years of one campaign. */
export const linkedinAnalytics =
  (client: LinkedinClient): PlatformAdapter['fetchDailyMetrics'] =>
  async (call, { platformCampaignId, objective }, range) =>
    (await rowsOf(client, call, { pivot: 'CAMPAIGN', campaignId: platformCampaignId }, range)).map((row) =>
      dayOfAnalytics(row, objective),
    );

/** A campaign has at most 100 creatives, so the 15,000 elements of an answer hold these days of all of them. */
const mostDays = 150;

/** The same by creative, removed ones too where LinkedIn has them in it. */
export const linkedinAdAnalytics =
  (client: LinkedinClient): ResultsPort['fetchAdMetrics'] =>
  async (call, { platformCampaignId, objective }, range) => {
    const days = new Map<string, AdResults['days'][number][]>();
    for (const chunk of dateChunks(range, mostDays)) {
      for (const row of await rowsOf(client, call, { pivot: 'CREATIVE', campaignId: platformCampaignId }, chunk)) {
        const id = bareId(row.pivotValues[0] ?? '');
        days.set(id, [...(days.get(id) ?? []), dayOfAnalytics(row, objective)]);
      }
    }
    return [...days].map(([platformAdId, ofAd]) => ({ platformAdId, days: ofAd }));
  };
