import type { Allocation, Money, OrchestrationEvent, WorkflowId } from '@campaigns/contracts';
import { derivedId, RuleViolation } from '@campaigns/event-sourcing';
import { checkAllocation } from '../budget/allocation.ts';
import type { AdjustAllocation, ChangeBudget, ReachBudget, RecordWorkflowEnd } from './commands.ts';
import { requestDuePause } from './decide-life-cycle.ts';
import { requestPush } from './decide-sync.ts';
import { evolve } from './evolve.ts';
import { existing, partOf, requireAllowed } from './life-cycle.ts';
import { type ExistingOrchestration, isLive, isStopping, type Orchestration } from './state.ts';

type NewBudget = Readonly<{
  totalBudget: Money;
  allocation: readonly Allocation[];
  workflowId: WorkflowId;
  /** The run whose recommendation this is. */
  recommendedBy?: WorkflowId | undefined;
}>;

const platformsOf = ({ mappings }: ExistingOrchestration) => mappings.map(({ platform }) => platform);

/** The event, or nothing when it is that already. Throws when it cannot be a budget. */
export const budgetChanged = (
  state: ExistingOrchestration,
  { totalBudget, allocation, workflowId, recommendedBy }: NewBudget,
): readonly OrchestrationEvent[] => {
  checkAllocation(totalBudget, allocation, platformsOf(state));
  const isSame =
    totalBudget.micros === state.totalBudget.micros &&
    state.mappings.every(({ platform, budgetMicros }) =>
      allocation.some((part) => part.platform === platform && part.amountMicros === budgetMicros),
    );
  if (isSame) return [];
  const reachesPlatforms = state.mappings.some(isLive) || state.lifecycleRun?.goal === 'deploy';
  return [
    {
      type: 'BudgetChanged',
      data: {
        orchestrationId: state.orchestrationId,
        totalBudget,
        allocation: [...allocation],
        pushWorkflowId: reachesPlatforms ? workflowId : null,
        ...(recommendedBy === undefined ? {} : { recommendedBy }),
      },
    },
  ];
};

const changedAndPushed = (state: ExistingOrchestration, budget: NewBudget, now: string) => {
  const changed = budgetChanged(state, budget);
  return changed.length === 0 ? [] : [...changed, ...requestPush(state, changed, now)];
};

export const changeBudget = ({ data }: ChangeBudget, before: Orchestration): readonly OrchestrationEvent[] => {
  const state = existing(before);
  requireAllowed(state, 'change-budget');
  if (data.totalBudget.currency !== state.totalBudget.currency) {
    throw new RuleViolation('currency-mismatch', `The orchestration's currency is ${state.totalBudget.currency}`);
  }
  return changedAndPushed(state, data, data.now);
};

/** All changes or none. Whoever else changes the budget at the same time, the parts never add up to more than the total. */
export const adjustAllocation = ({ data }: AdjustAllocation, before: Orchestration): readonly OrchestrationEvent[] => {
  const state = existing(before);
  requireAllowed(state, 'change-budget');
  for (const { platform } of data.changes) partOf(state, platform);
  const allocation = state.mappings.map(({ platform, budgetMicros }) => ({
    platform,
    amountMicros: data.changes
      .filter((change) => change.platform === platform)
      .reduce((sum, { deltaMicros }) => sum + deltaMicros, budgetMicros),
  }));
  return changedAndPushed(state, { ...data, totalBudget: state.totalBudget, allocation }, data.now);
};

/**
 * The split that an optimization recommends, when it was to be applied and nobody has changed the split meanwhile. One that
 * does not fit any more is left alone.
 */
export const recommendedBudget = (
  state: Orchestration,
  { data: { purpose, recommendation, workflowId, now } }: RecordWorkflowEnd,
): readonly OrchestrationEvent[] => {
  if (state.status !== 'active' || purpose.goal !== 'optimize' || !purpose.apply) return [];
  if (recommendation === undefined) return [];
  const isAsSeen = recommendation.reasons.every(({ platform, beforeMicros }) =>
    state.mappings.some((mapping) => mapping.platform === platform && mapping.budgetMicros === beforeMicros),
  );
  if (!isAsSeen) return [];
  const allocation = state.mappings.map(({ platform, budgetMicros }) => ({
    platform,
    amountMicros: recommendation.allocation.find((part) => part.platform === platform)?.amountMicros ?? budgetMicros,
  }));
  const push = derivedId(workflowId, 'apply') as WorkflowId;
  const budget = { totalBudget: state.totalBudget, allocation, workflowId: push, recommendedBy: workflowId };
  try {
    return changedAndPushed(state, budget, now);
  } catch (error) {
    if (error instanceof RuleViolation) return [];
    throw error;
  }
};

/**
 * Once for each total. Pauses at once, or as soon as the current run has settled; and again, as often as it is told, as long
 * as a campaign is active.
 */
export const reachBudget = ({ data }: ReachBudget, before: Orchestration): readonly OrchestrationEvent[] => {
  const { observedMicros, estimatedMicros, workflowId, now } = data;
  if (before.status !== 'active' || estimatedMicros < before.totalBudget.micros) return [];
  const isActive = before.mappings.some((mapping) => mapping.status === 'active' && isLive(mapping));
  if (!isActive || isStopping(before) || before.pendingPause !== null) return [];
  const { orchestrationId } = before;
  const capMicros = before.totalBudget.micros;
  const reached: OrchestrationEvent = {
    type: 'BudgetReached',
    data: { orchestrationId, capMicros, observedMicros, estimatedMicros, pauseWorkflowId: workflowId, at: now },
  };
  return [reached, ...requestDuePause(evolve(before, reached))];
};
