import type { Handlers } from '../statements/handlers.ts';
import { json, statement } from '../statements/statement.ts';

const insertEvaluation = statement(
  'rule-evaluation-insert',
  `insert into rule_evaluations (evaluation_id, rule_id, version, run_id, org_id, orchestration_id, platform, trigger, matched,
     acted, hold, values_seen, verdicts, evaluated_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
);

export const ruleEvaluationRows: Handlers = {
  RuleEvaluated: ({ data, metadata }) => {
    const { ruleId, version, runId, orchestrationId, platform, trigger, matched, values, verdicts, at } = data;
    const acted = verdicts.some(({ actionId }) => actionId !== null);
    const hold = verdicts.find((verdict) => verdict.hold !== null)?.hold ?? null;
    return [
      insertEvaluation(
        ...[
          metadata.eventId,
          ruleId,
          version,
          runId,
          metadata.orgId,
          orchestrationId,
          platform,
          trigger,
          matched,
          acted,
        ],
        ...[hold, json(values), json(verdicts), at],
      ),
    ];
  },
};
