import { type ScenarioView, smallestUnitMicros, toDecimal } from '@campaigns/contracts';
import type { AllocationCase, Scenario } from '@campaigns/domain';
import { creditedByView } from './recommendation-view.ts';

/** What the live campaigns have spent, and what the others have of the total. */
export type Held = Readonly<{ spentMicros: number; othersMicros: number }>;

const empty = {
  ...{ total_budget: null, daily_budget: null, outcomes_per_day: null, outcomes: null, average_cost: null },
  ...{ marginal_cost: null, shadow_price: null, platforms: [], conflict: [], least_cost: null },
};

export const scenarioView = (
  { question: { currency }, daysLeft, measure, creditedBy }: AllocationCase,
  { spentMicros, othersMicros }: Held,
  scenario: Scenario,
): ScenarioView => {
  const unit = smallestUnitMicros(currency);
  const days = Math.max(1, daysLeft);
  const money = (micros: number): number => toDecimal(Math.round(micros / unit) * unit);
  const costOf = (micros: number): number | null => (Number.isFinite(micros) ? money(micros) : null);
  const common = {
    ...{ ...empty, currency, measure, credited_by: creditedByView(creditedBy), days_left: daysLeft },
    spent: toDecimal(spentMicros),
  };
  switch (scenario.kind) {
    case 'infeasible':
      return { ...common, kind: 'infeasible', conflict: [...scenario.conflict] };
    case 'unreachable':
      return { ...common, kind: 'unreachable', least_cost: costOf(scenario.leastCostMicros) };
    case 'scenario': {
      const { totalMicros, outcomes, averageCostMicros, marginalCostMicros, shadowPriceOfTotal, arms } = scenario;
      const { mean, p10, p90 } = outcomes;
      return {
        ...{ ...common, kind: 'scenario', daily_budget: money(totalMicros), outcomes_per_day: outcomes },
        total_budget: money(totalMicros * days + spentMicros + othersMicros),
        outcomes: { mean: mean * days, p10: p10 * days, p90: p90 * days },
        ...{ average_cost: costOf(averageCostMicros), marginal_cost: costOf(marginalCostMicros) },
        shadow_price: shadowPriceOfTotal,
        platforms: arms.map(({ platform, amountMicros, outcomes: own, marginal, boundBy, shadowPrice }) => ({
          ...{ platform, daily_budget: money(amountMicros), outcomes_per_day: own, marginal, bound_by: boundBy },
          shadow_price: shadowPrice,
        })),
      };
    }
    default:
      return scenario satisfies never;
  }
};
