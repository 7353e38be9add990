import type { DailyMetrics } from '@campaigns/contracts';
import { z } from 'zod';
import { microsOfText } from '../amounts.ts';
import { dateChunks } from '../calendar.ts';
import type { PlatformAdapter } from '../platform-port.ts';
import type { TiktokClient } from './client.ts';

/** Metric values are texts, money in currency units with decimals. */
export const reportRow = z.object({
  dimensions: z.object({ stat_time_day: z.string() }),
  metrics: z.object({
    spend: z.string().default('0'),
    impressions: z.string().default('0'),
    clicks: z.string().default('0'),
    conversion: z.string().default('0'),
    complete_payment: z.string().default('0'),
    /** Despite its name the total value of payments on the website. */
    total_complete_payment_rate: z.string().default('0'),
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

/** `GET /report/integrated/get/` by day, in windows of 30 days. */
export const tiktokReport =
  (client: TiktokClient): PlatformAdapter['fetchDailyMetrics'] =>
  async (call, { platformCampaignId, objective }, range) => {
    const days: DailyMetrics[] = [];
    for (const { since, until } of dateChunks(range, longestReportDays)) {
      const query = {
        advertiser_id: call.account.adAccountId,
        report_type: 'BASIC',
        service_type: 'AUCTION',
        data_level: 'AUCTION_CAMPAIGN',
        dimensions: ['campaign_id', 'stat_time_day'],
        metrics: Object.keys(reportRow.shape.metrics.shape),
        start_date: since,
        end_date: until,
        filtering: [
          { field_name: 'campaign_ids', filter_type: 'IN', filter_value: JSON.stringify([platformCampaignId]) },
        ],
      };
      const { rows } = await client.list(call, '/report/integrated/get/', query, reportRow, 1000);
      days.push(...rows.map((row) => dayOfReport(row, objective)));
    }
    return days;
  };
