import type { RuleContent } from '@campaigns/contracts';
import type { Handlers, Recorded } from '../statements/handlers.ts';
import { json, type SqlValue, type Statement, statement } from '../statements/statement.ts';

const contentColumns = 'name, rule_type, trigger, trigger_conditions, actions, priority, document';
const contentValues = '$4, $5, $6, $7, $8, $9, $10';

const insertRule = statement(
  'rule-insert',
  `insert into orchestration_rules (rule_id, revision, updated_at, ${contentColumns}, org_id, orchestration_id, is_enabled,
     disabled_by, created_by, version, created_at)
   values ($1, $2, $3, ${contentValues}, $11, $12, $13, $14, $15, 1, $3)`,
);
const changeRule = statement(
  'rule-change',
  `update orchestration_rules set (revision, updated_at, ${contentColumns}, version) = row ($2, $3, ${contentValues}, $11)
   where rule_id = $1`,
);
const switchRule = statement(
  'rule-switch',
  `update orchestration_rules set revision = $2, updated_at = $3, is_enabled = $4, disabled_by = $5, disabled_reason = $6
   where rule_id = $1`,
);
const touchRule = statement('rule-touch', 'update orchestration_rules set revision = $2 where rule_id = $1');
const deleteRule = statement('rule-delete', 'delete from orchestration_rules where rule_id = $1');
const countExecution = statement(
  'rule-executed',
  `update orchestration_rules set execution_count = execution_count + 1,
     last_executed_at = greatest(last_executed_at, $2) where rule_id = $1`,
);
const countSuccess = statement(
  'rule-succeeded',
  'update orchestration_rules set success_count = success_count + 1 where rule_id = $1',
);

const content = ({ name, ruleType, priority, document }: RuleContent): readonly SqlValue[] => [
  ...[name, ruleType, document.trigger.on, json(document.when), json(document.actions), priority, json(document)],
];

const touched = ({ data, revision }: Recorded<'RuleRunRequested' | 'RuleDue'>): readonly Statement[] => [
  touchRule(data.ruleId, revision),
];

/** One row per rule; none for one that was removed. */
export const ruleRows: Handlers = {
  RuleCreated: ({ data, revision, metadata: { occurredAt, actor } }) => [
    insertRule(
      ...[data.ruleId, revision, occurredAt, ...content(data.content), data.orgId, data.orchestrationId, data.enabled],
      ...[data.enabled ? null : 'person', actor.id],
    ),
  ],
  RuleChanged: ({ data, revision, metadata }) => [
    changeRule(data.ruleId, revision, metadata.occurredAt, ...content(data.content), data.version),
  ],
  RuleEnabled: ({ data, revision, metadata }) => [
    switchRule(data.ruleId, revision, metadata.occurredAt, true, null, null),
  ],
  RuleDisabled: ({ data, revision, metadata }) => [
    switchRule(data.ruleId, revision, metadata.occurredAt, false, data.cause ?? 'person', data.reason),
  ],
  RuleRemoved: ({ data }) => [deleteRule(data.ruleId)],
  RuleRunRequested: touched,
  RuleDue: touched,
  RuleActed: ({ data }) => [
    countExecution(data.ruleId, data.at),
    // A message is out with the word.
    ...(data.command.type === 'notify' ? [countSuccess(data.ruleId)] : []),
  ],
  RuleActionSettled: ({ data }) => (data.outcome === 'done' ? [countSuccess(data.ruleId)] : []),
};
