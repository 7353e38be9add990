import type { CreditedBy, DailyMetrics, Objective, Platform } from '@campaigns/contracts';
import { type Crediting, objectivesLike, type PlatformResults } from '@campaigns/domain';
import type { Read } from '@campaigns/read-access';
import { touchpointsOf } from './touchpoints.ts';

/** What an organisation's campaigns on a platform brought by day. */
export type OrganisationDays = Readonly<{ platform: Platform; days: readonly DailyMetrics[] }>;

type Question = Readonly<{
  orgId: string;
  orchestrationId: string;
  objective: Objective;
  /** First day of results that count. */
  since: string;
}>;

/** What was spent and what it brought, day by day, from the read tables. */
export type SpendHistories = Readonly<{
  /** One entry per platform of the orchestration; none where the read tables do not know it. */
  results: (question: Question) => Promise<readonly PlatformResults[]>;
  /**
   * Touches and conversions since a day; `undefined` where there are none, or more than can be credited at once: then what
   * platforms report counts.
   */
  crediting: (
    orgId: string,
    by: CreditedBy,
    period: Readonly<{ from: string; to: string }>,
  ) => Promise<Crediting | undefined>;
  /** By platform and day, of all campaigns with a like objective in a currency. */
  organisation: (
    orgId: string,
    of: Readonly<{ currency: string; objective: Objective; since: string }>,
  ) => Promise<readonly OrganisationDays[]>;
}>;

/** As many as attribution looks at in one answer. */
const mostTouchpoints = 100_000;
/** How many days an account's earlier campaigns count back from the first day of the present one. */
const accountDays = 90;

const micros = (column: string): string => `sum(1000000 * ${column})::bigint`;

const daysOf = (from: string, where: string): string => `(select coalesce(json_agg(json_build_object(
    'date', d.date, 'spendMicros', d.spend, 'impressions', d.impressions, 'clicks', d.clicks,
    'conversionsMicros', d.conversions, 'revenueMicros', d.revenue) order by d.date), '[]')
  from (select m.date, ${micros('m.spend')} as spend, sum(m.impressions) as impressions, sum(m.clicks) as clicks,
      ${micros('m.conversions')} as conversions, ${micros('m.revenue')} as revenue
    from ${from} where ${where} group by m.date) d)`;

/** Days before the one of the last look: that one was not over when it was looked at. */
const isWhole = `(l.until is null or m.date < l.until)`;
const lastLook = (mapping: string): string => `(select k.until from read.metric_looks k
  where k.mapping_id = ${mapping} and k.succeeded order by k.looked_at desc limit 1)`;

const resultsSql = `select json_build_object(
    'platform', p.platform,
    'timeZone', case when p.platform = 'linkedin' then 'UTC' else coalesce(c.time_zone, 'UTC') end,
    'spentMicros', (1000000 * p.spend)::bigint,
    'days', ${daysOf('read.platform_daily_metrics m', `m.mapping_id = p.mapping_id and m.date >= $2::date and ${isWhole}`)},
    'accountDays', ${daysOf(
      `read.orchestration_platforms q
        join read.campaign_orchestrations o on o.orchestration_id = q.orchestration_id
        join read.platform_daily_metrics m on m.mapping_id = q.mapping_id`,
      `q.platform = p.platform and q.ad_account_id = p.ad_account_id and q.mapping_id <> p.mapping_id
        and q.currency = p.currency and o.objective = any (string_to_array($3, ','))
        and m.date < f.first and m.date >= f.first - ${accountDays}`,
    )}
  ) as result
  from read.orchestration_platforms p
    left join read.platform_connections c on c.connection_id = p.connection_id
    cross join lateral (select ${lastLook('p.mapping_id')} as until) l
    cross join lateral (select coalesce(
      (select min(m.date) from read.platform_daily_metrics m where m.mapping_id = p.mapping_id), $4::date) as first) f
  where p.orchestration_id = $1::uuid`;

const organisationSql = `select json_build_object('platform', p.platform,
    'days', ${daysOf(
      `read.orchestration_platforms q
        join read.campaign_orchestrations o on o.orchestration_id = q.orchestration_id
        join read.platform_daily_metrics m on m.mapping_id = q.mapping_id
        cross join lateral (select ${lastLook('q.mapping_id')} as until) l`,
      `q.platform = p.platform and q.currency = $1 and o.objective = any (string_to_array($2, ',')) and m.date >= $3::date
        and ${isWhole}`,
    )}) as result
  from (select distinct platform from read.orchestration_platforms where currency = $1) p`;

export const spendHistories = (read: Read, now: () => Date): SpendHistories => {
  const touchpoints = touchpointsOf(read);
  return {
    results: async ({ orgId, orchestrationId, objective, since }) => {
      const today = now().toISOString().slice(0, 10);
      const rows = await read<{ result: PlatformResults }>(orgId, {
        name: 'spend-history',
        text: resultsSql,
        values: [orchestrationId, since, objectivesLike(objective).join(','), today],
      });
      return rows.map(({ result }) => result);
    },
    crediting: async (orgId, by, { from, to }) => {
      const found = await touchpoints(orgId, { from, to, lookbackDays: by.lookbackDays }, mostTouchpoints);
      return found === undefined || found.length === 0 ? undefined : { by, touchpoints: found };
    },
    organisation: async (orgId, { currency, objective, since }) => {
      const rows = await read<{ result: OrganisationDays }>(orgId, {
        name: 'spend-history-organisation',
        text: organisationSql,
        values: [currency, objectivesLike(objective).join(','), since],
      });
      return rows.map(({ result }) => result);
    },
  };
};
