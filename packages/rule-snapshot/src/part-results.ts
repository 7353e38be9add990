import type { DailyMetrics, Platform } from '@campaigns/contracts';
import type { Read } from '@campaigns/read-access';

/** What the read tables know of one platform's results. */
export type PartResults = Readonly<{
  platform: Platform;
  timeZone: string;
  spentMicros: number;
  observedAt: string | null;
  days: readonly DailyMetrics[];
}>;

const micros = (column: string): string => `(1000000 * ${column})::bigint`;

/**
 * One row per platform. Results are told before the look that brought them has ended, so both say when it was looked at. A
 * day is the sum of all campaigns that the platform had for the orchestration on it.
 */
const text = `
  select json_build_object(
    'platform', p.platform,
    'timeZone', coalesce(c.time_zone, 'UTC'),
    'spentMicros', ${micros('p.spend')},
    'observedAt', to_char(greatest(
        (select max(l.looked_at) from read.metric_looks l where l.mapping_id = p.mapping_id and l.succeeded),
        (select max(m.observed_at) from read.platform_daily_metrics m where m.mapping_id = p.mapping_id)
      ) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'days', (select coalesce(json_agg(json_build_object(
        'date', d.date,
        'spendMicros', d.spend_micros,
        'impressions', d.impressions,
        'clicks', d.clicks,
        'conversionsMicros', d.conversions_micros,
        'revenueMicros', d.revenue_micros) order by d.date), '[]')
      from (select m.date, sum(${micros('m.spend')}) as spend_micros, sum(m.impressions) as impressions,
          sum(m.clicks) as clicks, sum(${micros('m.conversions')}) as conversions_micros,
          sum(${micros('m.revenue')}) as revenue_micros
        from read.platform_daily_metrics m
        where m.mapping_id = p.mapping_id and m.date >= $2::date
        group by m.date) d)
  ) as part
  from read.orchestration_platforms p left join read.platform_connections c on c.connection_id = p.connection_id
  where p.orchestration_id = $1::uuid`;

/** Results of each platform of an orchestration from a day on; none where the read tables do not know it. */
export const partResults = async (
  read: Read,
  orgId: string,
  orchestrationId: string,
  since: string,
): Promise<readonly PartResults[]> => {
  const rows = await read<{ part: PartResults }>(orgId, {
    name: 'rule-part-results',
    text,
    values: [orchestrationId, since],
  });
  return rows.map(({ part }) => part);
};
