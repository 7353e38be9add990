import type { DailyMetrics } from '@campaigns/contracts';
import { derivedId } from '@campaigns/event-sourcing';
import { dayColumns } from '../daily-metrics/daily-metric-rows.ts';
import type { Handlers, Recorded } from '../statements/handlers.ts';
import { json, type Statement, statement } from '../statements/statement.ts';

/** Adds rows and changes none. The organisation is that of the mapping, whatever the event's envelope says. */
const insertFacts = statement(
  'metric-facts-insert',
  `insert into metric_facts (point_id, revision, mapping_id, org_id, orchestration_id, platform, platform_campaign_id,
     platform_ad_id, date, operation_id, event_id, observed_at, currency, spend, impressions, clicks, conversions, revenue)
   select d.point_id, $2, p.mapping_id, p.org_id, p.orchestration_id, p.platform, $3, d.platform_ad_id, d.date, $4, $5, $6,
     $7, d.spend, d.impressions, d.clicks, d.conversions, d.revenue
   from orchestration_platforms p, jsonb_to_recordset($8) d (point_id uuid, platform_ad_id text, date date, spend numeric,
     impressions bigint, clicks bigint, conversions numeric, revenue numeric)
   where p.mapping_id = $1`,
);

type Reported = Pick<Recorded<'DailyMetricsReported'>['data'], 'mappingId' | 'platformCampaignId'>;

/** A platform's id of an ad may be any text, so a campaign is no ad with a name of its own. */
const pointId = ({ mappingId, platformCampaignId }: Reported, platformAdId: string | null, date: string): string =>
  platformAdId === null
    ? derivedId(mappingId, 'campaign', date, encodeURIComponent(platformCampaignId))
    : derivedId(mappingId, 'ad', date, encodeURIComponent(platformAdId));

const factsOf = (reported: Reported, platformAdId: string | null, days: readonly DailyMetrics[]) =>
  dayColumns(days).map((day) => ({
    point_id: pointId(reported, platformAdId, day.date),
    platform_ad_id: platformAdId,
    ...day,
  }));

const insertion = (
  { data, metadata, revision }: Recorded<'DailyMetricsReported' | 'AdDailyMetricsReported'>,
  facts: ReturnType<typeof factsOf>,
): Statement =>
  insertFacts(
    ...[data.mappingId, revision, data.platformCampaignId, data.operationId, metadata.eventId],
    ...[data.observedAt, data.currency, json(facts)],
  );

export const metricFactRows: Handlers = {
  DailyMetricsReported: (event) => [insertion(event, factsOf(event.data, null, event.data.days))],
  AdDailyMetricsReported: (event) => [
    insertion(
      event,
      event.data.ads.flatMap(({ platformAdId, days }) => factsOf(event.data, platformAdId, days)),
    ),
  ],
};
