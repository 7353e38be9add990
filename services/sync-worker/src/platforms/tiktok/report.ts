import type { DailyMetrics } from '@campaigns/contracts';
import { z } from 'zod';
import { microsOfText } from '../amounts.ts';
import { dateChunks } from '../calendar.ts';
import type { AccountCall, DateRange, ResultsPort } from '../platform-port.ts';
import type { TiktokClient } from './client.ts';

/** A dash stands for no value. */
const value = z
  .string()
  .default('0')
  .transform((text) => (text === '-' ? '0' : text));

/** Metric values are texts, money in currency units with decimals. */
export const reportRow = z.object({
  dimensions: z.object({ stat_time_day: z.string() }),
  metrics: z.object({
    ...{ spend: value, impressions: value, clicks: value, conversion: value, complete_payment: value },
    /** Despite its name the total value of payments on the website. */
    total_complete_payment_rate: value,
  }),
});

/** `conversion` counts what the ad group is optimised for: only for these objectives is that the conversion we mean. */
const countsOptimisationEvents = new Set(['LEAD_GENERATION', 'APP_PROMOTION']);

export const dayOfReport = (
  { dimensions, metrics }: z.infer<typeof reportRow>,
  objective: string | null,
): DailyMetrics => ({
  date: dimensions.stat_time_day.slice(0, 10),
  spendMicros: microsOfText(metrics.spend),
  impressions: Number(metrics.impressions),
  clicks: Number(metrics.clicks),
  conversionsMicros: microsOfText(
    countsOptimisationEvents.has(objective ?? '') ? metrics.conversion : metrics.complete_payment,
  ),
  revenueMicros: microsOfText(metrics.total_complete_payment_rate),
});

/** Days in one report with a daily dimension. */
const longestReportDays = 30;

const adReportRow = reportRow.extend({ dimensions: reportRow.shape.dimensions.extend({ ad_id: z.string() }) });

type Report = Readonly<{ data_level: string; dimensions: readonly string[]; filtering: readonly unknown[] }>;

const filterBy = (name: string, values: readonly string[]) => ({
  ...{ field_name: name, filter_type: 'IN', filter_value: JSON.stringify(values) },
});

/** `GET /report/integrated/get/` by day, in windows of 30 days. */
const reporting =
  (client: TiktokClient) =>
  async <Row extends z.ZodType>(call: AccountCall, range: DateRange, report: Report, row: Row) => {
    const all: z.infer<Row>[] = [];
    for (const { since, until } of dateChunks(range, longestReportDays)) {
      const query = {
        advertiser_id: call.account.adAccountId,
        report_type: 'BASIC',
        service_type: 'AUCTION',
        ...report,
        metrics: Object.keys(reportRow.shape.metrics.shape),
        start_date: since,
        end_date: until,
      };
      const { rows } = await client.list(call, '/report/integrated/get/', query, row, 1000);
      all.push(...rows);
    }
    return all;
  };

export const tiktokReport =
  (client: TiktokClient): ResultsPort['fetchDailyMetrics'] =>
  async (call, { platformCampaignId, objective }, range) => {
    const report = {
      data_level: 'AUCTION_CAMPAIGN',
      dimensions: ['campaign_id', 'stat_time_day'],
      filtering: [filterBy('campaign_ids', [platformCampaignId])],
    };
    const rows = await reporting(client)(call, range, report, reportRow);
    return rows.map((row) => dayOfReport(row, objective));
  };

/** The same by ad. Deleted ads are in it, which they are not unless all of them are asked for. */
export const tiktokAdReport =
  (client: TiktokClient): ResultsPort['fetchAdMetrics'] =>
  async (call, { platformCampaignId, objective }, range) => {
    const report = {
      data_level: 'AUCTION_AD',
      dimensions: ['ad_id', 'stat_time_day'],
      filtering: [filterBy('campaign_ids', [platformCampaignId]), filterBy('ad_status', ['STATUS_ALL'])],
    };
    const rows = await reporting(client)(call, range, report, adReportRow);
    const byAd = Map.groupBy(rows, ({ dimensions }) => dimensions.ad_id);
    return [...byAd].map(([platformAdId, days]) => ({
      platformAdId,
      days: days.map((row) => dayOfReport(row, objective)),
    }));
  };
