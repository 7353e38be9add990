import type { RuleCommand, RuleId, WorkflowId } from '@campaigns/contracts';
import { assertNever, derivedId, RuleViolation } from '@campaigns/event-sourcing';
import type { OrchestrationCommand } from '../orchestrations/commands.ts';
import type { ExistingOrchestration, Orchestration } from '../orchestrations/state.ts';

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

/** `actionId`: what the run is derived from. `ruleId`: absent when a person takes an action back. */
type Asked = Readonly<{ actionId: string; ruleId?: RuleId | undefined; now: string }>;

/** The run that an action starts. */
export const workflowOfAction = (actionId: string): WorkflowId => derivedId(actionId, 'workflow') as WorkflowId;

/** The command that an action comes to, on the orchestration as it is; `undefined` for what is none of its business. */
export const orchestrationCommandFor = (
  command: RuleCommand,
  { actionId, ruleId, now }: Asked,
  state: Orchestration,
): OrchestrationCommand | undefined => {
  const workflowId = workflowOfAction(actionId);
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
