import type { OrchestrationEvent } from '@campaigns/contracts';
import { RuleViolation } from '@campaigns/event-sourcing';
import { checkAllocation } from '../budget/allocation.ts';
import type { ChangeBudget, DraftOrchestration } from './commands.ts';
import { requestPush } from './decide-sync.ts';
import { existing, requireAllowed } from './life-cycle.ts';
import { isLive, type Orchestration } from './state.ts';
import { isAfter } from './targets.ts';

export const draft = ({ data }: DraftOrchestration, state: Orchestration): readonly OrchestrationEvent[] => {
  if (state.status !== 'absent') {
    throw new RuleViolation('orchestration-already-exists', 'The orchestration exists already');
  }
  const platforms = data.mappings.map(({ platform }) => platform);
  if (new Set(platforms).size !== platforms.length) {
    throw new RuleViolation('duplicate-platform', 'A platform is named twice');
  }
  checkAllocation(data.totalBudget, data.allocation, platforms);
  const { startAt, endAt } = data.schedule;
  if (startAt !== null && endAt !== null && !isAfter(endAt, startAt)) {
    throw new RuleViolation('schedule-reversed', 'The scheduled end does not lie after the scheduled start');
  }
  return [{ type: 'OrchestrationDrafted', data }];
};

export const changeBudget = ({ data }: ChangeBudget, before: Orchestration): readonly OrchestrationEvent[] => {
  const state = existing(before);
  requireAllowed(state, 'change-budget');
  const { totalBudget, allocation, workflowId, now } = data;
  if (totalBudget.currency !== state.totalBudget.currency) {
    throw new RuleViolation('currency-mismatch', `The orchestration's currency is ${state.totalBudget.currency}`);
  }
  checkAllocation(
    totalBudget,
    allocation,
    state.mappings.map(({ platform }) => platform),
  );
  const isSame =
    totalBudget.micros === state.totalBudget.micros &&
    state.mappings.every(({ platform, budgetMicros }) =>
      allocation.some((part) => part.platform === platform && part.amountMicros === budgetMicros),
    );
  if (isSame) return [];
  const reachesPlatforms = state.mappings.some(isLive) || state.lifecycleRun?.goal === 'deploy';
  const changed: OrchestrationEvent = {
    type: 'BudgetChanged',
    data: {
      orchestrationId: state.orchestrationId,
      totalBudget,
      allocation: [...allocation],
      pushWorkflowId: reachesPlatforms ? workflowId : null,
    },
  };
  return reachesPlatforms ? [changed, ...requestPush(state, changed, now)] : [changed];
};
