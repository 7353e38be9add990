import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeStart, liveSchema } from '@campaigns/read-progress';
import type { ClientBase } from 'pg';

/** The schema that is read, the one that a rebuild fills, and the one that it leaves behind. */
export const schemas = { live: liveSchema, next: 'read_next', old: 'read_old' } as const;
export type ReadSchema = typeof schemas.live | typeof schemas.next;

/** The organisation of a request, or null: an unset, cleared or malformed setting is no error and shows nothing. */
const contextOrg = `(select case
  when current_setting('app.current_org_id', true) ~ '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$'
  then current_setting('app.current_org_id', true)::uuid end)`;
const analystOrg = '(select access.analyst_org_id())';

const analystTables = [
  'campaign_templates',
  'campaign_orchestrations',
  'orchestration_platforms',
  'orchestration_ads',
  'ad_daily_metrics',
  'metric_facts',
  'metric_looks',
  'attribution_touchpoints',
  'orchestration_workflows',
  'workflow_operations',
  'orchestration_rules',
  'rule_evaluations',
  'rule_actions',
  'recommendations',
  'alerts',
  'orchestration_sync_logs',
  'orchestration_drift',
  'drift_coverage',
  'platform_calls',
  'platform_daily_metrics',
  'platform_history',
];
const performanceView = 'v_orchestration_performance';

/** Global templates are shown to whoever belongs to an organisation. */
const visibleTo = (org: string, table: string): string =>
  table === 'campaign_templates' ? `org_id = ${org} or (is_global and ${org} is not null)` : `org_id = ${org}`;

const securityOf = (table: string): string => `
  alter table ${table} enable row level security, force row level security;
  create policy projector on ${table} to orchestration_projector using (true) with check (true);
  create policy app on ${table} for select to orchestration_app using (${visibleTo(contextOrg, table)});
  ${
    analystTables.includes(table)
      ? `create policy analyst on ${table} for select to orchestration_analyst using (${visibleTo(analystOrg, table)});
         grant select on ${table} to orchestration_analyst;`
      : ''
  }`;

/** It sees what the projector sees, by the projector's policy: the owner of the tables is bound by row-level security. */
const lookupSecurity = (schema: ReadSchema): string => `
  grant execute on function campaigns_on_accounts(text, text[]) to orchestration_app;
  grant create on schema ${schema} to orchestration_projector;
  alter function campaigns_on_accounts(text, text[]) owner to orchestration_projector;
  revoke create on schema ${schema} from orchestration_projector;`;

const tablesSql = (): Promise<string> => readFile(join(import.meta.dirname, 'tables.sql'), 'utf8');

/** Tells one definition of the read tables from another. */
export const definitionHash = async (): Promise<string> =>
  createHash('sha256')
    .update(await tablesSql())
    .update(securityOf('campaign_templates'))
    .update(lookupSecurity(schemas.live))
    .digest('hex');

/**
 * Makes the read tables, empty, with row-level security, in a new schema, in the transaction of the client. Changes the
 * search path of that transaction.
 */
export const createReadTables = async (client: ClientBase, schema: ReadSchema): Promise<void> => {
  await client.query(`create schema ${schema}; set local search_path to ${schema}; ${await tablesSql()}`);
  const { rows } = await client.query<{ tablename: string }>('select tablename from pg_tables where schemaname = $1', [
    schema,
  ]);
  await client.query(`
    ${rows.map(({ tablename }) => securityOf(tablename)).join('')}
    grant usage on schema ${schema} to orchestration_app, orchestration_projector, orchestration_analyst;
    grant select on all tables in schema ${schema} to orchestration_app;
    grant select on ${performanceView} to orchestration_analyst;
    grant select, insert, update, delete on all tables in schema ${schema} to orchestration_projector;
    ${lookupSecurity(schema)}`);
  await client.query(
    `insert into read_meta.definitions (name, hash) values ($1, $2)
     on conflict (name) do update set hash = excluded.hash`,
    [schema, await definitionHash()],
  );
  await client.query(
    `insert into read_meta.checkpoints (name, position) values ($1, $2)
     on conflict (name) do update set position = excluded.position`,
    [schema, beforeStart],
  );
};
