import type { AdView, OrchestrationDetails, OrchestrationSummary, OrchestrationsQuery } from '@campaigns/contracts';
import type { PlatformHistory } from '@campaigns/domain';
import type { Read } from '@campaigns/read-access';
import { driftDigestJson } from '../drift/drift-sql.ts';
import type { ValueForm } from '../pages/cursor.ts';
import { type Listing, orchestrationPage } from '../pages/orchestration-page.ts';
import { type Page, type PageQuery, type PageRow, pagedQuery, pageOf } from '../pages/paged-query.ts';
import {
  adColumns,
  connectionColumns,
  jsonArray,
  mappingColumns,
  orchestrationColumns,
  syncLogColumns,
  workflowColumns,
} from '../reads/columns.ts';
import { onlyRow } from '../reads/only-row.ts';
import { current, performanceJson } from '../reads/performance-sql.ts';

export type OrchestrationReads = Readonly<{
  /** The whole answer as Postgres writes it, and the revision for the ETag. Throws 404. */
  show: (orgId: string, id: string) => Promise<Readonly<{ text: string; revision: string }>>;
  details: (orgId: string, id: string) => Promise<OrchestrationDetails>;
  ads: (orgId: string, id: string, query: PageQuery) => Promise<Page<AdView>>;
  list: (orgId: string, query: OrchestrationsQuery) => Promise<Page<OrchestrationSummary>>;
  /** What each platform brought the organisation in a currency, over the 90 days before an instant. */
  platformHistory: (orgId: string, currency: string, now: string) => Promise<readonly PlatformHistory[]>;
  /** Throws 404 unless the organisation has it. */
  requireKnown: (orgId: string, id: string) => Promise<void>;
}>;

/** Micros as text of whole numbers: a sum may pass what a double keeps exactly. */
const micros = (column: string): string => `(sum(m.${column}) * 1000000)::bigint::text`;

const historySql = `select m.platform, ${micros('spend')} as spend, ${micros('revenue')} as revenue,
    ${micros('conversions')} as conversions
  from read.platform_daily_metrics m
  where m.currency = $1 and m.date >= $2::date - 90
  group by m.platform order by m.platform`;

type HistoryRow = Readonly<{
  platform: PlatformHistory['platform'];
  spend: string;
  revenue: string;
  conversions: string;
}>;

const ofThis = 'orchestration_id = o.orchestration_id';

/** Everything about one orchestration in one statement. */
const detailsSql = `select json_build_object('success', true, 'orchestration', row_to_json(v))::text as text,
    v.revision::text as revision
  from (
    select ${orchestrationColumns}, o.budget_limits, o.creatives,
      ${jsonArray(`select ${mappingColumns} from read.orchestration_platforms p where p.${ofThis}
                   order by array_position(o.platforms, p.platform)`)} as mappings,
      ${jsonArray(`select ${connectionColumns} from read.platform_connections c
                   where c.connection_id in (
                     select p.connection_id from read.orchestration_platforms p where p.${ofThis})
                   order by c.platform`)} as connections,
      ${jsonArray(`select ${workflowColumns} from read.orchestration_workflows w where w.${ofThis}
                   order by w.requested_at desc, w.workflow_id desc limit 10`)} as workflows,
      ${jsonArray(`select ${syncLogColumns} from read.orchestration_sync_logs s where s.${ofThis}
                   order by s.started_at desc, s.sync_log_id desc limit 20`)} as sync_logs,
      ${performanceJson(current)} as performance,
      ${driftDigestJson('o.orchestration_id', '$2::timestamptz')} as drift
    from read.campaign_orchestrations o
    where o.orchestration_id = $1
  ) v`;

const sortForms: Readonly<Record<OrchestrationsQuery['sort'], ValueForm>> = {
  created_at: 'instant',
  updated_at: 'instant',
  name: 'text',
  total_budget: 'decimal',
};

const likeText = (text: string): string => `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
const instantOf = (dayOrInstant: string): string => new Date(dayOrInstant).toISOString();

const conditionsOf = ({
  status,
  platform,
  template_id,
  q,
  created_from,
  created_to,
  archived,
}: OrchestrationsQuery) => [
  archived !== 'all' && { sql: '(o.archived_at is not null) = ?::boolean', value: archived },
  status && { sql: 'o.status = ?', value: status },
  platform && { sql: '? = any(o.platforms)', value: platform },
  template_id && { sql: 'o.template_id = ?::uuid', value: template_id },
  q && { sql: 'o.name ilike ?', value: likeText(q) },
  created_from && { sql: 'o.created_at >= ?::timestamptz', value: instantOf(created_from) },
  created_to && { sql: 'o.created_at < ?::timestamptz', value: instantOf(created_to) },
];

// One creative is an ad on each platform, so its own id names several.
const ads: Listing = {
  ...{
    table: 'orchestration_ads',
    alias: 'a',
    columns: adColumns,
    id: 'operation_id',
    time: 'created_at',
    order: 'asc',
  },
};

export const orchestrationReads = (read: Read, now: () => Date): OrchestrationReads => {
  const show: OrchestrationReads['show'] = async (orgId, id) => {
    const query = { name: 'orchestration', text: detailsSql, values: [id, now().toISOString()] };
    return onlyRow(await read<{ text: string; revision: string }>(orgId, query), 'orchestration-not-found');
  };
  return {
    show,
    details: async (orgId, id) => {
      const { text } = await show(orgId, id);
      return (JSON.parse(text) as { orchestration: OrchestrationDetails }).orchestration;
    },
    ads: (orgId, id, query) => orchestrationPage<AdView>(read, orgId, id, ads, query),
    list: async (orgId, query) => {
      const { sort, order, cursor, limit } = query;
      const list = {
        from: 'read.campaign_orchestrations o',
        columns: orchestrationColumns,
        id: 'o.orchestration_id',
        sortColumn: `o.${sort}`,
        sorting: { sort, order, form: sortForms[sort] },
        conditions: conditionsOf(query).map((condition) => condition || undefined),
        cursor,
        limit,
      };
      return pageOf(await read<PageRow<OrchestrationSummary>>(orgId, pagedQuery(list)), list);
    },
    platformHistory: async (orgId, currency, now) => {
      const values = [currency, now.slice(0, 10)];
      const rows = await read<HistoryRow>(orgId, { name: 'platform-history', text: historySql, values });
      return rows.map(({ platform, spend, revenue, conversions }) => ({
        platform,
        spendMicros: Number(spend),
        revenueMicros: Number(revenue),
        conversionsMicros: Number(conversions),
      }));
    },
    requireKnown: async (orgId, id) => {
      const text = 'select 1 from read.campaign_orchestrations where orchestration_id = $1';
      onlyRow(await read(orgId, { name: 'orchestration-known', text, values: [id] }), 'orchestration-not-found');
    },
  };
};
