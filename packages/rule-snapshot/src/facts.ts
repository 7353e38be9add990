import type { DailyMetrics, Platform } from '@campaigns/contracts';
import type { Read } from '@campaigns/read-access';

/** What was observed of one campaign's day. */
export type FactRow = Readonly<{
  orchestrationId: string;
  platform: Platform;
  campaign: string;
  observedAt: string;
  day: DailyMetrics;
}>;

type Question = Readonly<{ ids: string; days: number; from: string; to: string; most: number }>;

const micros = (column: string): string => `(1000000 * f.${column})::bigint`;

/**
 * What was known when the period began, and from then on what was known last in each hour: of days before the looked-at ones,
 * which matter for what was spent so far, only the former. Nothing that was observed after the period.
 */
const text = `
  select json_build_object(
    'orchestrationId', f.orchestration_id,
    'platform', f.platform,
    'campaign', f.platform_campaign_id,
    'observedAt', to_char(f.observed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'day', json_build_object('date', f.date, 'spendMicros', ${micros('spend')}, 'impressions', f.impressions,
      'clicks', f.clicks, 'conversionsMicros', ${micros('conversions')}, 'revenueMicros', ${micros('revenue')})
  ) as fact
  from (
    select distinct on (m.point_id, m.tick) m.* from (
      select one.*, case when one.observed_at <= $2::timestamptz then '-infinity' else date_trunc('hour', one.observed_at) end as tick
      from read.orchestration_platforms p join read.metric_facts one
        on one.mapping_id = p.mapping_id and one.platform_ad_id is null
      where p.orchestration_id = any($1::uuid[]) and one.observed_at <= $3::timestamptz
        and (one.date >= $4::date or one.observed_at <= $2::timestamptz)
    ) m order by m.point_id, m.tick, m.revision desc
  ) f
  order by f.observed_at, f.revision
  limit $5::int`;

const dayMs = 86_400_000;

/** Facts of orchestrations in the order in which they were observed; one more than `most` when there are more. */
export const reportedFacts = async (
  read: Read,
  orgId: string,
  { ids, days, from, to, most }: Question,
): Promise<readonly FactRow[]> => {
  const since = new Date(Date.parse(from) - (days + 1) * dayMs).toISOString().slice(0, 10);
  const values = [ids, from, to, since, `${most + 1}`];
  const rows = await read<{ fact: FactRow }>(orgId, { name: 'rule-history-facts', text, values });
  return rows.map(({ fact }) => fact);
};
