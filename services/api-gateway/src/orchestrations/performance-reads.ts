import type {
  DailyPerformanceQuery,
  DailyPerformanceView,
  Flight,
  PacingView,
  PerformanceQuery,
  PerformanceView,
  Platform,
} from '@campaigns/contracts';
import type { Read } from '@campaigns/read-access';
import { type Page, type PageRow, pagedQuery, pageOf } from '../pages/paged-query.ts';
import { instants, plain } from '../reads/columns.ts';
import { freshnessJson, isoInstant, lookedAt, maturityOf, worstFreshnessJson } from '../reads/freshness-sql.ts';
import { onlyRow } from '../reads/only-row.ts';
import {
  asKnown,
  current,
  factsAt,
  type Level,
  partsAt,
  performanceJson,
  ratesOf,
  rounded,
  shownPlatforms,
} from '../reads/performance-sql.ts';

type Freshness = PacingView['freshness'];

/** What the pace of an orchestration is told from. */
export type SpendRead = Readonly<{
  currency: string;
  flight: Flight | null;
  freshness: Freshness;
  platforms: readonly Readonly<{
    platform: Platform;
    isActive: boolean;
    hasCampaign: boolean;
    budgetMicros: number;
    timeZone: string;
    observedAt: string | null;
    days: readonly Readonly<{ date: string; spendMicros: number }>[];
    freshness: Freshness;
  }>[];
}>;

/** Each throws a 404 problem, but for an empty page. */
export type PerformanceReads = Readonly<{
  performance: (orgId: string, id: string, query: PerformanceQuery) => Promise<PerformanceView>;
  daily: (orgId: string, id: string, query: DailyPerformanceQuery) => Promise<Page<DailyPerformanceView>>;
  spend: (orgId: string, id: string) => Promise<SpendRead>;
}>;

const performanceSql = (source: typeof current): string =>
  `select ${performanceJson(source)} as performance from read.campaign_orchestrations o where o.orchestration_id = $1`;

/** Instant, first and last day of a question, in the order of its parameters; without an end where none is given. */
const periodOf = ({ as_known_at, from = '-infinity', to = 'infinity' }: PerformanceQuery): readonly string[] => [
  as_known_at === undefined ? 'infinity' : new Date(as_known_at).toISOString(),
  from,
  to,
];

const asked = { orchestrationId: '$1::uuid', asOf: '$2::timestamptz', from: '$3::date', to: '$4::date' } as const;
const dailyFrom = (level: Level): string => `(${factsAt(level, asked)}) f
  join (${lookedAt(partsAt(asked.orchestrationId, asked.asOf), asked.asOf)}) p on p.mapping_id = f.mapping_id`;

const dailyColumns = `${plain('f', 'date platform mapping_id platform_ad_id currency impressions clicks')},
  ${rounded('f.spend')} as spend, ${rounded('f.conversions')} as conversions, ${rounded('f.revenue')} as revenue,
  ${ratesOf('f')}, ${isoInstant('f.observed_at')} as reported_at,
  coalesce(f.date < p.data_through, false) as is_over,
  ${freshnessJson('p', `round(coalesce(${maturityOf('f.date', 'p')}, 0), 4)`)} as freshness`;

const micros = (amount: string): string => `(${amount} * 1000000)::bigint`;

const spendPlatforms = `select s.platform, s.status = 'active' as "isActive", s.has_campaign as "hasCampaign",
    ${micros('s.allocated_budget')} as "budgetMicros", coalesce(c.time_zone, 'UTC') as "timeZone",
    ${isoInstant('s.observed_at')} as "observedAt", ${freshnessJson('s', 's.maturity')} as freshness,
    (select coalesce(json_agg(json_build_object('date', d.date, 'spendMicros', ${micros('d.spend')}) order by d.date), '[]')
     from days d where d.mapping_id = s.mapping_id) as days
  from shown s join read.orchestration_platforms own using (mapping_id)
    left join read.platform_connections c using (connection_id)
  order by array_position(o.platforms, s.platform)`;

const spendSql = `select o.currency, ${instants('o', 'flight_start_at flight_end_at')}, (
    with ${shownPlatforms(current)}
    select json_build_object('freshness', ${worstFreshnessJson('t')},
      'platforms', (select coalesce(json_agg(row_to_json(rows)), '[]') from (${spendPlatforms}) rows))
    from shown t) as spend
  from read.campaign_orchestrations o where o.orchestration_id = $1`;

type SpendRow = Readonly<{
  currency: string;
  flight_start_at: string | null;
  flight_end_at: string | null;
  spend: Pick<SpendRead, 'freshness' | 'platforms'>;
}>;

export const performanceReads = (read: Read): PerformanceReads => ({
  performance: async (orgId, id, query) => {
    const isPlain = Object.values(query).every((value) => value === undefined);
    const rows = await read<{ performance: PerformanceView }>(
      orgId,
      isPlain
        ? { name: 'performance', text: performanceSql(current), values: [id] }
        : { name: 'performance-as-known', text: performanceSql(asKnown), values: [id, ...periodOf(query)] },
    );
    return onlyRow(rows, 'orchestration-not-found').performance;
  },
  daily: async (orgId, id, { platform, level, cursor, limit, ...period }) => {
    const list = {
      ...{ from: dailyFrom(level), values: [id, ...periodOf(period)], columns: dailyColumns, id: 'f.point_id' },
      sortColumn: `to_char(f.date, 'YYYY-MM-DD')`,
      sorting: { sort: `date of ${level}`, order: 'asc', form: 'text' } as const,
      conditions: [platform && { sql: 'f.platform = ?', value: platform }],
      ...{ cursor, limit },
    };
    return pageOf(await read<PageRow<DailyPerformanceView>>(orgId, pagedQuery(list)), list);
  },
  spend: async (orgId, id) => {
    const rows = await read<SpendRow>(orgId, { name: 'spend', text: spendSql, values: [id] });
    const {
      currency,
      flight_start_at: startAt,
      flight_end_at: endAt,
      spend,
    } = onlyRow(rows, 'orchestration-not-found');
    const flight = startAt === null || endAt === null ? null : { startAt, endAt };
    return { currency, flight, ...spend };
  },
});
