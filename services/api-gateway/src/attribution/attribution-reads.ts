import type { Platform } from '@campaigns/contracts';
import type { Touchpoint } from '@campaigns/domain';
import type { Read } from '@campaigns/read-access';
import { type TouchpointPeriod, touchpointsOf } from '@campaigns/spend-history';

/** Days in UTC and the window around them. */
export type AttributionPeriod = TouchpointPeriod;

/** What a platform reported of a period in one currency. */
export type PlatformReport = Readonly<{
  platform: Platform;
  currency: string;
  spendMicros: number;
  conversionsMicros: number;
  revenueMicros: number;
}>;

export type AttributionReads = Readonly<{
  /** Those of these orchestrations that the organisation has. */
  ownOrchestrations: (orgId: string, ids: readonly string[]) => Promise<ReadonlySet<string>>;
  /** The event that each of these touchpoints came with; those that are not known are left out. */
  importsOf: (orgId: string, touchpointIds: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  /**
   * Touchpoints of the period and of the window before it, and conversions of the window after it; `undefined` when there are
   * more than `most`.
   */
  touchpoints: (orgId: string, period: AttributionPeriod, most: number) => Promise<readonly Touchpoint[] | undefined>;
  reports: (orgId: string, period: AttributionPeriod) => Promise<readonly PlatformReport[]>;
}>;

const uuids = (ids: readonly string[]): string => `{${ids.join(',')}}`;

const ownSql = `select o.orchestration_id::text as id from read.campaign_orchestrations o
  where o.orchestration_id = any ($1::uuid[])`;

const importsSql = `select t.touchpoint_id::text as id, t.event_id::text as event from read.attribution_touchpoints t
  where t.touchpoint_id = any ($1::uuid[])`;

const micros = (column: string): string => `(sum(m.${column}) * 1000000)::bigint::text`;

const reportsSql = `select m.platform, m.currency, ${micros('spend')} as spend, ${micros('conversions')} as conversions,
    ${micros('revenue')} as revenue
  from read.platform_daily_metrics m where m.date between $1::date and $2::date
  group by m.platform, m.currency`;

type ReportRow = Readonly<{
  platform: Platform;
  currency: string;
  spend: string;
  conversions: string;
  revenue: string;
}>;

export const attributionReads = (read: Read): AttributionReads => ({
  ownOrchestrations: async (orgId, ids) => {
    const query = { name: 'attribution-orchestrations', text: ownSql, values: [uuids(ids)] };
    return new Set((await read<{ id: string }>(orgId, query)).map(({ id }) => id));
  },
  importsOf: async (orgId, touchpointIds) => {
    const query = { name: 'attribution-imports', text: importsSql, values: [uuids(touchpointIds)] };
    const rows = await read<{ id: string; event: string }>(orgId, query);
    return new Map(rows.map(({ id, event }) => [id, event]));
  },
  touchpoints: touchpointsOf(read),
  reports: async (orgId, { from, to }) => {
    const query = { name: 'attribution-reports', text: reportsSql, values: [from, to] };
    return (await read<ReportRow>(orgId, query)).map(({ platform, currency, spend, conversions, revenue }) => ({
      ...{ platform, currency, spendMicros: Number(spend) },
      ...{ conversionsMicros: Number(conversions), revenueMicros: Number(revenue) },
    }));
  },
});
