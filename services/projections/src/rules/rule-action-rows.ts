import type { Handlers } from '../statements/handlers.ts';
import { json, statement } from '../statements/statement.ts';

const insertAction = statement(
  'rule-action-insert',
  `insert into rule_actions (action_id, rule_id, version, run_id, org_id, orchestration_id, platform, action_class, command,
     acted_at, outcome, settled_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
);
const settleAction = statement(
  'rule-action-settle',
  'update rule_actions set outcome = $2, problem = $3, detail = $4, settled_at = $5 where action_id = $1',
);
const undoAction = statement(
  'rule-action-undo',
  'update rule_actions set undone_at = $2, undone_by = $3 where action_id = $1',
);

export const ruleActionRows: Handlers = {
  RuleActed: ({ data, metadata }) => {
    const { actionId, ruleId, version, runId, orchestrationId, platform, command, at } = data;
    // A message is out with the word: nobody settles it.
    const isOut = command.type === 'notify';
    return [
      insertAction(
        ...[actionId, ruleId, version, runId, metadata.orgId, orchestrationId, platform, data.class, json(command), at],
        ...[isOut ? 'done' : 'pending', isOut ? at : null],
      ),
    ];
  },
  RuleActionSettled: ({ data }) => [settleAction(data.actionId, data.outcome, data.problem, data.detail, data.at)],
  RuleActionUndone: ({ data, metadata }) => [undoAction(data.actionId, data.at, metadata.actor.id)],
};
