import type { DailyMetrics } from '@campaigns/contracts';
import { decimal } from '../statements/decimal.ts';
import type { Handlers } from '../statements/handlers.ts';
import { json, settledOnce, statement } from '../statements/statement.ts';

/** The organisation is that of the mapping, whatever the event's envelope says. */
const upsertDays = statement(
  'daily-metrics-upsert',
  `insert into platform_daily_metrics as m (mapping_id, platform_campaign_id, date, org_id, orchestration_id, platform,
     currency, spend, impressions, clicks, conversions, revenue, observed_at)
   select p.mapping_id, $5, d.date, p.org_id, p.orchestration_id, p.platform, $2, d.spend, d.impressions, d.clicks,
     d.conversions, d.revenue, $3
   from orchestration_platforms p, jsonb_to_recordset($4) d (date date, spend numeric, impressions bigint,
     clicks bigint, conversions numeric, revenue numeric)
   where p.mapping_id = $1
   on conflict (mapping_id, date, platform_campaign_id) do update set currency = excluded.currency, spend = excluded.spend,
     impressions = excluded.impressions, clicks = excluded.clicks, conversions = excluded.conversions,
     revenue = excluded.revenue, observed_at = excluded.observed_at`,
);
const setTotals = settledOnce(
  'platforms-totals',
  `update orchestration_platforms p set spend = t.spend, impressions = t.impressions, clicks = t.clicks,
     conversions = t.conversions, revenue = t.revenue
   from (select coalesce(sum(spend), 0) as spend, coalesce(sum(impressions), 0)::bigint as impressions,
           coalesce(sum(clicks), 0)::bigint as clicks, coalesce(sum(conversions), 0) as conversions,
           coalesce(sum(revenue), 0) as revenue
         from platform_daily_metrics where mapping_id = $1) t
   where p.mapping_id = $1`,
);

/** The columns of each date: of the last day with it that the event names. */
export const dayColumns = (days: readonly DailyMetrics[]) =>
  [...new Map(days.map((day) => [day.date, day])).values()].map(
    ({ date, spendMicros, impressions, clicks, conversionsMicros, revenueMicros }) => ({
      ...{ date, spend: decimal(spendMicros), impressions, clicks },
      ...{ conversions: decimal(conversionsMicros), revenue: decimal(revenueMicros) },
    }),
  );

export const dailyMetricRows: Handlers = {
  DailyMetricsReported: ({ data }) => [
    upsertDays(data.mappingId, data.currency, data.observedAt, json(dayColumns(data.days)), data.platformCampaignId),
    setTotals(data.mappingId),
  ],
};
