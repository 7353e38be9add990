import type { WorkflowId } from '@campaigns/contracts';
import { RuleViolation } from '@campaigns/event-sourcing';
import type { OrchestrationCommand } from '../orchestrations/commands.ts';
import type { Orchestration } from '../orchestrations/state.ts';
import type { RecommendationContent } from './recommendation.ts';

/**
 * The change of budget that was approved; the total stays. Throws `budget-changed-meanwhile` unless every part, and the total,
 * is what it was when the recommendation was made.
 */
export const approvedBudget = (
  { currency, totalMicros, parts, workflowId: recommendedBy }: RecommendationContent,
  state: Orchestration,
  seed: Readonly<{ workflowId: WorkflowId; now: string }>,
): OrchestrationCommand => {
  if (state.status === 'absent') throw new RuleViolation('orchestration-not-found', 'There is no such orchestration');
  const partOf = (platform: string) => parts.find((part) => part.platform === platform);
  const isAsShown =
    state.totalBudget.micros === totalMicros &&
    parts.every(({ platform, beforeMicros }) =>
      state.mappings.some((mapping) => mapping.platform === platform && mapping.budgetMicros === beforeMicros),
    );
  if (!isAsShown) {
    throw new RuleViolation('budget-changed-meanwhile', 'The budget was changed after it was recommended');
  }
  const allocation = state.mappings.map(({ platform, budgetMicros }) => ({
    ...{ platform, amountMicros: partOf(platform)?.afterMicros ?? budgetMicros },
  }));
  return {
    type: 'ChangeBudget',
    data: { totalBudget: { micros: totalMicros, currency }, allocation, ...seed, recommendedBy },
  };
};
