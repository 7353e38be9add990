import type { SeenObject } from '@campaigns/contracts';
import { dayColumns } from '../daily-metrics/daily-metric-rows.ts';
import type { Handlers, Recorded } from '../statements/handlers.ts';
import { json, type Statement, settledOnce, statement } from '../statements/statement.ts';

/** The organisation is that of the mapping, whatever the event's envelope says. */
const insertAd = statement(
  'ads-insert',
  `insert into orchestration_ads (mapping_id, creative_id, org_id, orchestration_id, platform, operation_id, name, format,
     status, currency, created_at, updated_at)
   select p.mapping_id, $2, p.org_id, p.orchestration_id, p.platform, $3, $4, $5, 'creating', p.currency, $6, $6
   from orchestration_platforms p where p.mapping_id = $1
   on conflict (mapping_id, creative_id) do update set operation_id = excluded.operation_id, status = 'creating',
     resting = false, status_reason = null, review = null, updated_at = excluded.updated_at`,
);
const setMade = statement(
  'ads-made',
  `update orchestration_ads set platform_ad_id = $2, status = 'paused', updated_at = $3 where operation_id = $1`,
);
const setFailed = statement(
  'ads-failed',
  `update orchestration_ads set status = 'failed', status_reason = $2, updated_at = $3 where operation_id = $1`,
);
const setActive = statement(
  'ads-active',
  `update orchestration_ads set status = 'active', updated_at = $2 where mapping_id = $1 and status = 'paused'
     and not resting`,
);
const setResting = statement(
  'ads-resting',
  `update orchestration_ads set resting = $3, status = case when $3 then 'paused' else 'active' end, updated_at = $2
   where mapping_id = $1 and platform_ad_id in (select jsonb_array_elements_text($4::jsonb))`,
);
const setRemoved = statement(
  'ads-removed',
  `update orchestration_ads set status = 'removed', updated_at = $2 where mapping_id = $1`,
);
const setSeen = statement(
  'ads-seen',
  `update orchestration_ads a set status = s.status, review = coalesce(s.review, a.review), status_reason = s.reason,
     observed_at = $2, updated_at = $2
   from jsonb_to_recordset($3) s (platform_ad_id text, status text, review text, reason text)
   where a.mapping_id = $1 and a.platform_ad_id = s.platform_ad_id`,
);
const upsertDays = statement(
  'ad-metrics-upsert',
  `insert into ad_daily_metrics (mapping_id, platform_ad_id, date, org_id, orchestration_id, platform, currency, spend,
     impressions, clicks, conversions, revenue, observed_at)
   select p.mapping_id, d.platform_ad_id, d.date, p.org_id, p.orchestration_id, p.platform, $2, d.spend, d.impressions,
     d.clicks, d.conversions, d.revenue, $3
   from orchestration_platforms p, jsonb_to_recordset($4) d (platform_ad_id text, date date, spend numeric,
     impressions bigint, clicks bigint, conversions numeric, revenue numeric)
   where p.mapping_id = $1
   on conflict (mapping_id, platform_ad_id, date) do update set currency = excluded.currency, spend = excluded.spend,
     impressions = excluded.impressions, clicks = excluded.clicks, conversions = excluded.conversions,
     revenue = excluded.revenue, observed_at = excluded.observed_at`,
);
const setTotals = settledOnce(
  'ads-totals',
  `update orchestration_ads a set spend = t.spend, impressions = t.impressions, clicks = t.clicks,
     conversions = t.conversions, revenue = t.revenue
   from (select platform_ad_id, sum(spend) as spend, sum(impressions)::bigint as impressions,
           sum(clicks)::bigint as clicks, sum(conversions) as conversions, sum(revenue) as revenue
         from ad_daily_metrics where mapping_id = $1 group by platform_ad_id) t
   where a.mapping_id = $1 and a.platform_ad_id = t.platform_ad_id`,
);

type Settled = Recorded<'OperationSettled'>['data'];

const seenAds = (seen: readonly SeenObject[]) =>
  seen.flatMap(({ level, platformId, status, review, reason }) =>
    level === 'ad' ? [{ platform_ad_id: platformId, status, review, reason }] : [],
  );

const settled = ({ operationId, mappingId, kind, outcome, at }: Settled): readonly Statement[] => {
  if (outcome.status === 'failed') {
    return kind === 'create-ad' ? [setFailed(operationId, outcome.error.message, at)] : [];
  }
  const { result } = outcome;
  switch (result.kind) {
    case 'create-ad':
      return [setMade(operationId, result.platformAdId, at)];
    case 'activate-campaign':
      return [setActive(mappingId, at)];
    case 'rotate-ads':
      return [
        setResting(mappingId, at, false, json(result.shown)),
        setResting(mappingId, at, true, json(result.rested)),
      ];
    case 'remove-campaign':
      return [setRemoved(mappingId, at)];
    case 'read-changes': {
      const ads = seenAds(result.seen);
      return ads.length === 0 ? [] : [setSeen(mappingId, at, json(ads))];
    }
    default:
      return [];
  }
};

export const adRows: Handlers = {
  OperationRequested: ({ data }) =>
    data.task.kind === 'create-ad'
      ? [
          insertAd(
            ...[data.mappingId, data.task.creative.creativeId, data.operationId],
            ...[data.task.creative.name, data.task.creative.format, data.at],
          ),
        ]
      : [],
  OperationSettled: ({ data }) => settled(data),
  ExternalChangeAdopted: ({ data: { mappingId, adopted, at } }) =>
    adopted.removed === true ? [setRemoved(mappingId, at)] : [],
  AdDailyMetricsReported: ({ data }) => [
    upsertDays(
      ...[data.mappingId, data.currency, data.observedAt],
      json(
        data.ads.flatMap(({ platformAdId, days }) =>
          dayColumns(days).map((day) => ({ platform_ad_id: platformAdId, ...day })),
        ),
      ),
    ),
    setTotals(data.mappingId),
  ],
};
