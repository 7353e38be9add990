import type { BudgetLimit, OrchestrationEvent } from '@campaigns/contracts';
import { canonicalJson, RuleViolation } from '@campaigns/event-sourcing';
import type { SetBudgetLimits } from './commands.ts';
import { existing, partOf, requireAllowed } from './life-cycle.ts';
import type { Orchestration } from './state.ts';

const byPlatform = (limits: readonly BudgetLimit[]): readonly BudgetLimit[] =>
  limits.toSorted((one, other) => (one.platform < other.platform ? -1 : 1));

/** They are heeded by whoever allocates, and say nothing of what a person sets. Whether all can hold is told then. */
export const setBudgetLimits = (
  { data: { limits, now } }: SetBudgetLimits,
  before: Orchestration,
): readonly OrchestrationEvent[] => {
  const state = existing(before);
  requireAllowed(state, 'change-budget');
  for (const { platform, leastMicros, mostMicros } of limits) {
    partOf(state, platform);
    if (leastMicros !== null && mostMicros !== null && leastMicros > mostMicros) {
      throw new RuleViolation('rule-violation', `The least of ${platform} is more than its most`, { platform });
    }
  }
  const isSame = canonicalJson(byPlatform(limits)) === canonicalJson(byPlatform(state.budgetLimits));
  if (isSame) return [];
  const { orchestrationId } = state;
  return [{ type: 'BudgetLimitsSet', data: { orchestrationId, limits: [...byPlatform(limits)], at: now } }];
};
