import type { OrchestrationId, RuleActionEvent, RuleCommand, RuleId, WorkflowId } from '@campaigns/contracts';
import type { ExistingOrchestration, Orchestration, OrchestrationCommand } from '@campaigns/domain';
import { assertNever, derivedId, RuleViolation } from '@campaigns/event-sourcing';

export type Acted = Extract<RuleActionEvent, { type: 'RuleActed' }>['data'];

type ChangeBudget = Extract<RuleCommand, { type: 'change-budget' }>;

/** Throws `budget-changed-meanwhile` unless the budget is what the rule saw. */
const changeBudget = (
  state: ExistingOrchestration,
  { beforeTotalMicros, afterTotalMicros, parts }: ChangeBudget,
  workflowId: WorkflowId,
  now: string,
): OrchestrationCommand => {
  const partOf = (platform: string) => parts.find((part) => part.platform === platform);
  const isAsSeen =
    state.totalBudget.micros === beforeTotalMicros &&
    state.mappings.every(
      ({ platform, budgetMicros }) => (partOf(platform)?.beforeMicros ?? budgetMicros) === budgetMicros,
    );
  if (!isAsSeen)
    throw new RuleViolation('budget-changed-meanwhile', 'The budget was changed after the rule looked at it');
  const allocation = state.mappings.map(({ platform, budgetMicros }) => ({
    platform,
    amountMicros: partOf(platform)?.afterMicros ?? budgetMicros,
  }));
  const totalBudget = { micros: afterTotalMicros, currency: state.totalBudget.currency };
  return { type: 'ChangeBudget', data: { totalBudget, allocation, workflowId, now } };
};

/** The command that an action comes to, on the orchestration as it is; `undefined` for what is none of its business. */
export const commandFor = (
  command: RuleCommand,
  seed: Readonly<{ actionId: string; ruleId: RuleId; orchestrationId: OrchestrationId; now: string }>,
  state: Orchestration,
): OrchestrationCommand | undefined => {
  const { ruleId, now } = seed;
  const workflowId = derivedId(seed.actionId, 'workflow') as WorkflowId;
  switch (command.type) {
    case 'pause':
      return { type: 'RequestPause', data: { workflowId, now, platforms: command.platforms, ruleId } };
    case 'resume':
      return { type: 'RequestResume', data: { workflowId, now, platforms: command.platforms, ruleId } };
    case 'change-budget':
      if (state.status === 'absent')
        throw new RuleViolation('orchestration-not-found', 'There is no such orchestration');
      return changeBudget(state, command, workflowId, now);
    case 'optimize': {
      const { mostChangePercent, sinceDays } = command;
      return { type: 'RequestOptimization', data: { workflowId, now, apply: true, mostChangePercent, sinceDays } };
    }
    case 'rotate':
      return { type: 'RequestRotation', data: { workflowId, now, rotations: command.rotations, ruleId } };
    case 'notify':
      return undefined;
    default:
      return assertNever(command);
  }
};
