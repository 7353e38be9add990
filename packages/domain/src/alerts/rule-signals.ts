import type { EvaluationEvent, RuleActionEvent } from '@campaigns/contracts';
import { cleared, type Signal } from './signal.ts';

type Evaluated = Extract<EvaluationEvent, { type: 'RuleEvaluated' }>;

type Entity = Pick<Evaluated['data'], 'ruleId' | 'orchestrationId' | 'platform'>;

const subjectOf = ({ ruleId, orchestrationId, platform }: Entity) => ({
  ...{ ruleId, orchestrationId },
  ...(platform === null ? {} : { platform }),
});

/** A rule tells somebody, and what rules did was done or refused. */
export const actionSignals = ({ type, data }: RuleActionEvent): readonly Signal[] => {
  const { ruleId, orchestrationId } = data;
  if (type === 'RuleActed') {
    if (data.command.type !== 'notify') return [];
    return [
      {
        ...{ kind: 'rule', severity: 'info', subject: subjectOf(data), verdict: 'open', threshold: null, basis: null },
        values: { rule_version: data.version },
        message: data.command.message,
      },
    ];
  }
  if (type !== 'RuleActionSettled') return [];
  const subject = { ruleId, orchestrationId };
  if (data.outcome === 'done') return [cleared('platform_refused', subject)];
  return [
    {
      ...{ kind: 'platform_refused', severity: 'warning', subject, verdict: 'open', threshold: null, basis: null },
      values: { problem: data.problem, detail: data.detail?.slice(0, 500) ?? null },
      message: `What a rule wanted to do was refused: ${data.problem ?? 'no reason was given'}`,
    },
  ];
};

/** What a rule has told of has passed when the rule looks and its conditions do not hold any more. */
export const evaluationSignals = ({ data }: Evaluated): readonly Signal[] => {
  const tells = data.verdicts.some(({ action }) => action.action === 'notify');
  return tells && !data.matched ? [cleared('rule', subjectOf(data))] : [];
};
