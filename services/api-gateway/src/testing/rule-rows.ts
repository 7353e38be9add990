import type { CampaignDomainEvent, RecordedEvent, RuleContent } from '@campaigns/contracts';
import type { Statement } from './statement.ts';

type Recorded = RecordedEvent<CampaignDomainEvent>;

const insert = (table: string, row: Readonly<Record<string, unknown>>): Statement => ({
  text: `insert into read.${table} select * from jsonb_populate_record(null::read.${table}, $1)`,
  values: [JSON.stringify(row)],
});

const set = (ruleId: string, columns: Readonly<Record<string, unknown>>): Statement => ({
  text: `update read.orchestration_rules set ${Object.keys(columns)
    .map((name, index) => `${name} = $${index + 2}`)
    .join(', ')} where rule_id = $1`,
  values: [ruleId, ...Object.values(columns)],
});

const content = ({ name, ruleType, priority, document }: RuleContent) => ({
  ...{ name, rule_type: ruleType, priority, trigger: document.trigger.on, document: JSON.stringify(document) },
  ...{ trigger_conditions: JSON.stringify(document.when), actions: JSON.stringify(document.actions) },
});

const whether = (isCounted: boolean): number => (isCounted ? 1 : 0);

/** Rules, what they saw and what they did. */
export const ruleRows = ({ type, data, metadata, revision }: Recorded): readonly Statement[] => {
  const { orgId: org_id, occurredAt: updated_at, actor } = metadata;
  const moved = { revision: Number(revision), updated_at };
  switch (type) {
    case 'RuleCreated': {
      const { name, ruleType: rule_type, priority, document } = data.content;
      return [
        insert('orchestration_rules', {
          ...{ ...moved, rule_id: data.ruleId, org_id, orchestration_id: data.orchestrationId, version: 1 },
          ...{ name, rule_type, priority, document, trigger: document.trigger.on },
          ...{ trigger_conditions: document.when, actions: document.actions, is_enabled: data.enabled },
          ...{ disabled_by: data.enabled ? null : 'person', execution_count: 0, success_count: 0 },
          ...{ created_by: actor.id, created_at: updated_at },
        }),
      ];
    }
    case 'RuleChanged':
      return [set(data.ruleId, { ...moved, ...content(data.content), version: data.version })];
    case 'RuleEnabled':
      return [set(data.ruleId, { ...moved, is_enabled: true, disabled_by: null, disabled_reason: null })];
    case 'RuleDisabled': {
      const { cause: disabled_by = 'person', reason: disabled_reason } = data;
      return [set(data.ruleId, { ...moved, is_enabled: false, disabled_by, disabled_reason })];
    }
    case 'RuleRemoved':
      return [{ text: 'delete from read.orchestration_rules where rule_id = $1', values: [data.ruleId] }];
    case 'RuleRunRequested':
      return [set(data.ruleId, moved)];
    case 'RuleEvaluated': {
      const { ruleId, version, runId, orchestrationId, platform, trigger, matched, values, verdicts, at } = data;
      return [
        insert('rule_evaluations', {
          ...{ evaluation_id: metadata.eventId, rule_id: ruleId, version, run_id: runId, org_id, platform, trigger },
          ...{ orchestration_id: orchestrationId, matched, values_seen: values, verdicts, evaluated_at: at },
          acted: verdicts.some(({ actionId }) => actionId !== null),
          hold: verdicts.find(({ hold }) => hold !== null)?.hold ?? null,
        }),
      ];
    }
    case 'RuleActed': {
      const { actionId, ruleId, version, runId, orchestrationId, platform, class: action_class, command, at } = data;
      const isOut = command.type === 'notify';
      return [
        insert('rule_actions', {
          ...{ action_id: actionId, rule_id: ruleId, version, run_id: runId, org_id, platform, action_class, command },
          ...{ orchestration_id: orchestrationId, acted_at: at, outcome: isOut ? 'done' : 'pending' },
        }),
        {
          text: `update read.orchestration_rules set execution_count = execution_count + 1, last_executed_at = $2,
            success_count = success_count + $3 where rule_id = $1`,
          values: [ruleId, at, whether(isOut)],
        },
      ];
    }
    case 'RuleActionSettled': {
      const { actionId, ruleId, outcome, problem, detail, at } = data;
      return [
        {
          text: 'update read.rule_actions set outcome = $2, problem = $3, detail = $4, settled_at = $5 where action_id = $1',
          values: [actionId, outcome, problem, detail, at],
        },
        {
          text: 'update read.orchestration_rules set success_count = success_count + $2 where rule_id = $1',
          values: [ruleId, whether(outcome === 'done')],
        },
      ];
    }
    case 'RuleActionUndone':
      return [
        {
          text: 'update read.rule_actions set undone_at = $2, undone_by = $3 where action_id = $1',
          values: [data.actionId, data.at, actor.id],
        },
      ];
    default:
      return [];
  }
};
