import { smallestUnitMicros } from '@campaigns/contracts';
import type { LimitedBudget, LimitedPart } from '../feasible.ts';

/** Per cents like 33.3 are not exact in doubles. */
const rounding = 1e-9;

type Fault = Readonly<{ is: boolean; words: string }>;

const hasMovedTooFar = (amount: number, currentMicros: number, percent: number): boolean =>
  amount !== currentMicros && (100 * Math.abs(amount - currentMicros)) / currentMicros > percent + rounding;

const faultsOf = (part: LimitedPart, amount: number, floorMicros: number, budget: LimitedBudget): readonly Fault[] => {
  const { currentMicros, leastMicros, mostMicros, isLocked } = part;
  const unit = smallestUnitMicros(budget.currency);
  const isRiseToFloor = amount > currentMicros && amount <= floorMicros;
  const isTooFar = !isRiseToFloor && hasMovedTooFar(amount, currentMicros, budget.limits.mostMovePercent);
  return [
    { is: !Number.isSafeInteger(amount / unit) || amount < 0, words: 'is no amount' },
    { is: amount < leastMicros, words: 'is below its minimum' },
    { is: amount > mostMicros, words: 'is above its maximum' },
    { is: isLocked && amount !== currentMicros, words: 'is locked' },
    { is: !isLocked && isTooFar, words: 'has moved too far' },
    { is: !isLocked && amount + unit <= Math.min(floorMicros, mostMicros), words: 'is below the exploration floor' },
  ];
};

/** Which limits a split breaks, said from the meaning of the limits and not from what was computed of them; none when it is right. */
export const violations = (budget: LimitedBudget, amounts: readonly number[]): readonly string[] => {
  const { parts, totalMicros, limits } = budget;
  const floorMicros = (totalMicros * limits.explorationPercent) / (100 * parts.length);
  const broken = parts.flatMap((part, index) =>
    faultsOf(part, amounts[index] ?? Number.NaN, floorMicros, budget)
      .filter(({ is }) => is)
      .map(({ words }) => `${part.key} ${words}`),
  );
  const sum = amounts.reduce((all, amount) => all + amount, 0);
  return sum === totalMicros ? broken : [...broken, `the parts add up to ${sum}`];
};
