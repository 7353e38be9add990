import {
  type EvaluationView,
  type OrchestrationId,
  type RuleActionId,
  type RuleActionView,
  type RuleCommand,
  type RuleContent,
  type RuleId,
  type RuleVerdict,
  type RuleView,
  type restOperations,
  ruleContent,
} from '@campaigns/contracts';
import type { RuleSnapshot, RuleToEvaluate } from '@campaigns/domain';
import type { Read } from '@campaigns/read-access';
import type { z } from 'zod';
import { type Page, type PagedList, type PageRow, pagedQuery, pageOf } from '../pages/paged-query.ts';
import { onlyRow } from '../reads/only-row.ts';
import { actionColumns, evaluationColumns, ruleColumns } from './rule-columns.ts';
import { commandView, verdictView } from './rule-views.ts';

type QueryOf<Id extends 'listRules' | 'listRuleEvaluations' | 'listRuleActions'> = z.output<
  (typeof restOperations)[Id]['query']
>;

/** A rule as it stands, without the run that looks at it. */
export type StandingRule = Omit<RuleToEvaluate, 'runId' | 'trigger'>;

type LiveOrchestration = Readonly<{ orchestrationId: OrchestrationId; platforms: number }>;

export type RuleReads = Readonly<{
  /** Throws 404. */
  show: (orgId: string, ruleId: string) => Promise<RuleView>;
  list: (orgId: string, query: QueryOf<'listRules'>) => Promise<Page<RuleView>>;
  evaluations: (orgId: string, ruleId: string, query: QueryOf<'listRuleEvaluations'>) => Promise<Page<EvaluationView>>;
  actions: (orgId: string, ruleId: string, query: QueryOf<'listRuleActions'>) => Promise<Page<RuleActionView>>;
  action: (orgId: string, actionId: string) => Promise<RuleActionView>;
  /** The latest action of a rule that is more than a message, or the one that is named; `undefined` if there is none. */
  latestAction: (
    orgId: string,
    ruleId: string,
    actionId: string | undefined,
  ) => Promise<Readonly<{ actionId: RuleActionId; orchestrationId: OrchestrationId }> | undefined>;
  /** Enabled rules that may meet one of that orchestration, or of the organisation; on `trigger` alone if it is named. */
  enabled: (orgId: string, orchestrationId: string | null, trigger?: 'performance') => Promise<readonly StandingRule[]>;
  /** How many actions each rule has taken on a day in UTC. */
  actionsOn: (orgId: string, ruleIds: readonly string[], day: string) => Promise<RuleSnapshot['actionsToday']>;
  /** Those that rules have to do with, at most so many. */
  live: (orgId: string, most: number) => Promise<readonly OrchestrationId[]>;
  /** Those that were there between two instants, at most so many. */
  between: (orgId: string, from: string, to: string, most: number) => Promise<readonly LiveOrchestration[]>;
}>;

type EvaluationRow = Omit<EvaluationView, 'verdicts'> & Readonly<{ verdicts: readonly RuleVerdict[] }>;
type ActionRow = Omit<RuleActionView, 'command'> & Readonly<{ command: RuleCommand }>;

const evaluationView = (row: EvaluationRow): EvaluationView => ({ ...row, verdicts: row.verdicts.map(verdictView) });
const actionView = (row: ActionRow): RuleActionView => ({ ...row, command: commandView(row.command) });

const uuids = (ids: readonly string[]): string => `{${ids.join(',')}}`;

const newestFirst = (time: string) => ({ sort: time, order: 'desc', form: 'instant' }) as const;

const equal = (column: string, type: string, value: unknown) =>
  value === undefined ? undefined : { sql: `${column} = ?::${type}`, value };

const enabledSql = `
  select r.rule_id, r.version, r.orchestration_id,
    to_char(r.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as created_at,
    json_build_object('name', r.name, 'ruleType', r.rule_type, 'priority', r.priority, 'document', r.document) as content
  from read.orchestration_rules r
  where r.is_enabled and ($1 = '' or r.orchestration_id is null or r.orchestration_id::text = $1)
    and ($2 = '' or r.trigger = $2)
  order by r.created_at, r.rule_id`;
type EnabledRow = Readonly<{
  rule_id: RuleId;
  version: number;
  orchestration_id: OrchestrationId | null;
  created_at: string;
  content: RuleContent;
}>;

/** As the rules-engine counts them: a refused one has taken its place, a message takes none. */
const countsSql = `
  select a.rule_id, count(*)::int as count from read.rule_actions a
  where a.rule_id = any($1::uuid[]) and a.acted_at >= $2::date::timestamp at time zone 'UTC'
    and a.acted_at < ($2::date + 1)::timestamp at time zone 'UTC' and a.command->>'type' <> 'notify'
  group by a.rule_id`;

const liveSql = `
  select o.orchestration_id from read.campaign_orchestrations o
  where o.status in ('active', 'paused') and o.archived_at is null order by o.orchestration_id limit $1::int`;

const betweenSql = `
  select o.orchestration_id, o.platform_count from read.campaign_orchestrations o
  where o.status not in ('draft', 'scheduled') and o.created_at <= $2::timestamptz
    and (o.completed_at is null or o.completed_at >= $1::timestamptz)
  order by o.orchestration_id limit $3::int`;

const latestSql = `
  select a.action_id, a.orchestration_id from read.rule_actions a
  where a.rule_id = $1::uuid and a.command->>'type' <> 'notify' and ($2 = '' or a.action_id::text = $2)
  order by a.acted_at desc, a.action_id desc limit 1`;

export const ruleReads = (read: Read): RuleReads => {
  const page = async <Row>(orgId: string, list: PagedList): Promise<Page<Row>> =>
    pageOf(await read<PageRow<Row>>(orgId, pagedQuery(list)), list);

  return {
    show: async (orgId, ruleId) => {
      const rows = await read<{ item: RuleView }>(orgId, {
        name: 'rule',
        text: `select row_to_json(v) as item from (
                 select ${ruleColumns} from read.orchestration_rules u where u.rule_id = $1::uuid) v`,
        values: [ruleId],
      });
      return onlyRow(rows, 'rule-not-found').item;
    },
    list: (orgId, { orchestration_id, rule_type, enabled, priority, cursor, limit }) =>
      page<RuleView>(orgId, {
        ...{ from: 'read.orchestration_rules u', columns: ruleColumns, id: 'u.rule_id' },
        ...{ sortColumn: 'u.created_at', sorting: newestFirst('created_at'), cursor, limit },
        conditions: [
          equal('u.orchestration_id', 'uuid', orchestration_id),
          equal('u.rule_type', 'text', rule_type),
          equal('u.is_enabled', 'boolean', enabled),
          equal('u.priority', 'text', priority),
        ],
      }),
    evaluations: async (orgId, ruleId, { run_id, orchestration_id, platform, acted, cursor, limit }) => {
      const found = await page<EvaluationRow>(orgId, {
        ...{ from: 'read.rule_evaluations e', columns: evaluationColumns, id: 'e.evaluation_id' },
        ...{ sortColumn: 'e.evaluated_at', sorting: newestFirst('evaluated_at'), cursor, limit },
        conditions: [
          equal('e.rule_id', 'uuid', ruleId),
          equal('e.run_id', 'uuid', run_id),
          equal('e.orchestration_id', 'uuid', orchestration_id),
          equal('e.platform', 'text', platform),
          equal('e.acted', 'boolean', acted),
        ],
      });
      return { ...found, items: found.items.map(evaluationView) };
    },
    actions: async (orgId, ruleId, { run_id, orchestration_id, outcome, cursor, limit }) => {
      const found = await page<ActionRow>(orgId, {
        ...{ from: 'read.rule_actions a', columns: actionColumns, id: 'a.action_id' },
        ...{ sortColumn: 'a.acted_at', sorting: newestFirst('acted_at'), cursor, limit },
        conditions: [
          equal('a.rule_id', 'uuid', ruleId),
          equal('a.run_id', 'uuid', run_id),
          equal('a.orchestration_id', 'uuid', orchestration_id),
          equal('a.outcome', 'text', outcome),
        ],
      });
      return { ...found, items: found.items.map(actionView) };
    },
    action: async (orgId, actionId) => {
      const rows = await read<{ item: ActionRow }>(orgId, {
        name: 'rule-action',
        text: `select row_to_json(v) as item from (
                 select ${actionColumns} from read.rule_actions a where a.action_id = $1::uuid) v`,
        values: [actionId],
      });
      return actionView(onlyRow(rows, 'rule-not-found').item);
    },
    latestAction: async (orgId, ruleId, actionId = '') => {
      const query = { name: 'rule-latest-action', text: latestSql, values: [ruleId, actionId] };
      const [row] = await read<{ action_id: RuleActionId; orchestration_id: OrchestrationId }>(orgId, query);
      return row === undefined ? undefined : { actionId: row.action_id, orchestrationId: row.orchestration_id };
    },
    enabled: async (orgId, orchestrationId, trigger) => {
      const query = { name: 'rules-enabled', text: enabledSql, values: [orchestrationId ?? '', trigger ?? ''] };
      return (await read<EnabledRow>(orgId, query)).map((row) => ({
        ...{ ruleId: row.rule_id, version: row.version, orchestrationId: row.orchestration_id },
        ...{ createdAt: row.created_at, content: ruleContent.parse(row.content) },
      }));
    },
    actionsOn: async (orgId, ruleIds, day) => {
      const query = { name: 'rule-actions-of-day', text: countsSql, values: [uuids(ruleIds), day] };
      const rows = await read<{ rule_id: RuleId; count: number }>(orgId, query);
      return Object.fromEntries(rows.map(({ rule_id, count }) => [rule_id, count]));
    },
    live: async (orgId, most) => {
      const query = { name: 'rule-live', text: liveSql, values: [`${most}`] };
      const rows = await read<{ orchestration_id: OrchestrationId }>(orgId, query);
      return rows.map(({ orchestration_id }) => orchestration_id);
    },
    between: async (orgId, from, to, most) => {
      const query = { name: 'rule-between', text: betweenSql, values: [from, to, `${most}`] };
      const rows = await read<{ orchestration_id: OrchestrationId; platform_count: number }>(orgId, query);
      return rows.map((row) => ({ orchestrationId: row.orchestration_id, platforms: row.platform_count }));
    },
  };
};
