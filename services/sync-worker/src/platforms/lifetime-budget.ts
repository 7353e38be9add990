import { flightBudgetMicros } from './amounts.ts';
import type { CampaignPort } from './platform-port.ts';

/** How budgets are compared where the platform's is for the whole flight, as ours is. */
export const lifetimeBudget: Pick<CampaignPort, 'budgetChange' | 'compareBudget' | 'flightBudget'> = {
  budgetChange: ({ budget }, spec, { currency }) => {
    const after = flightBudgetMicros(spec.budget, currency);
    return budget.micros === after ? undefined : { field: 'budget', before: budget.micros, after };
  },

  compareBudget: ({ budget }, spec, { currency }) => {
    const oursMicros = flightBudgetMicros(spec.budget, currency);
    const isThere = budget.micros === oursMicros;
    const isExact = oursMicros === spec.budget.micros;
    const likeness = isThere ? (isExact ? 'same' : 'equivalent') : 'different';
    return { field: 'budget', likeness, observedMicros: budget.micros, oursMicros };
  },

  flightBudget: ({ budget: { micros } }) =>
    micros === null || micros === 0 ? { unknown: 'the campaign has no budget of its own there' } : { micros },
};
