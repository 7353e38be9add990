import { type Handlers, statement } from '../statement.ts';

export const dailyMetricsHandlers: Handlers = {
  DailyMetricsReported: ({ data, metadata }) => [
    statement(
      `insert into platform_daily_metrics (mapping_id, org_id, orchestration_id, platform, currency, observed_at, date, spend,
         impressions, clicks, conversions, revenue)
       select $1, $2, $3, $4, $5, $6, d.date, d.spend / 1000000, d.impressions, d.clicks, d.conversions / 1000000,
         d.revenue / 1000000
       from unnest($7::date[], $8::numeric[], $9::bigint[], $10::bigint[], $11::numeric[], $12::numeric[])
         as d (date, spend, impressions, clicks, conversions, revenue)
       on conflict (mapping_id, date) do update set spend = excluded.spend, impressions = excluded.impressions,
         clicks = excluded.clicks, conversions = excluded.conversions, revenue = excluded.revenue,
         observed_at = excluded.observed_at`,
      [
        data.mappingId,
        metadata.orgId,
        data.orchestrationId,
        data.platform,
        data.currency,
        data.observedAt,
        data.days.map(({ date }) => date),
        data.days.map(({ spendMicros }) => spendMicros),
        data.days.map(({ impressions }) => impressions),
        data.days.map(({ clicks }) => clicks),
        data.days.map(({ conversionsMicros }) => conversionsMicros),
        data.days.map(({ revenueMicros }) => revenueMicros),
      ],
    ),
    statement(
      `update orchestration_platforms p set spend = t.spend, impressions = t.impressions, clicks = t.clicks,
         conversions = t.conversions, revenue = t.revenue, updated_at = $2
       from (select sum(spend) as spend, sum(impressions) as impressions, sum(clicks) as clicks,
               sum(conversions) as conversions, sum(revenue) as revenue
             from platform_daily_metrics where mapping_id = $1) t
       where p.mapping_id = $1`,
      [data.mappingId, metadata.occurredAt],
    ),
  ],
};
