import {
  type EvaluationView,
  type RuleCommand,
  type RuleCommandView,
  type RuleVerdict,
  toDecimal,
} from '@campaigns/contracts';
import { assertNever } from '@campaigns/event-sourcing';

/** A command with its amounts in currency units. */
export const commandView = (command: RuleCommand): RuleCommandView => {
  switch (command.type) {
    case 'change-budget':
      return {
        type: 'change_budget',
        before_total: toDecimal(command.beforeTotalMicros),
        after_total: toDecimal(command.afterTotalMicros),
        parts: command.parts.map(({ platform, beforeMicros, afterMicros }) => ({
          ...{ platform, before: toDecimal(beforeMicros), after: toDecimal(afterMicros) },
        })),
      };
    case 'optimize':
      return {
        ...{ type: command.type, most_change_percent: command.mostChangePercent, since_days: command.sinceDays },
        parts: command.parts.map(({ platform, beforeMicros }) => ({ platform, before: toDecimal(beforeMicros) })),
      };
    case 'pause':
    case 'resume':
    case 'rotate':
    case 'notify':
      return command;
    default:
      return assertNever(command);
  }
};

export const verdictView = (verdict: RuleVerdict): EvaluationView['verdicts'][number] => {
  const { action, class: of, hold, detail, suppressedBy, command, actionId } = verdict;
  return {
    ...{ action, class: of, hold, detail, suppressed_by: suppressedBy, action_id: actionId },
    command: command === null ? null : commandView(command),
  };
};
