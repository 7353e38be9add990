import { budgetThresholds, forecastOverspend } from './budget-conditions.ts';
import type { AlertFacts } from './facts.ts';
import { partConditions } from './part-conditions.ts';
import type { Signal } from './signal.ts';

/** Everything that the state of an orchestration says about its alerts. Pure: the present comes in with the facts. */
export const orchestrationSignals = (facts: AlertFacts): readonly Signal[] => [
  ...budgetThresholds(facts),
  ...forecastOverspend(facts),
  ...partConditions(facts),
];
