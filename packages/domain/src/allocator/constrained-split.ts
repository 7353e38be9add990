import type { Bounds } from './bounds.ts';
import { dynamicFill } from './dynamic-fill.ts';
import type { Feasible } from './feasible.ts';
import { greedyFill } from './greedy-fill.ts';
import { isConcave, type OutcomeCurve, outcomeCurve } from './outcome-curve.ts';
import type { BoundBy } from './question.ts';

/** A part of a split; all parts add up to exactly the total, and none is beyond a limit. */
export type SplitPart = Readonly<{
  key: string;
  amountMicros: number;
  /** The limit beyond which this part would go if it could. */
  boundBy: BoundBy;
}>;

const heldBy = (at: number, { least, most, leastBy, mostBy }: Bounds, wants: 'less' | 'more' | 'neither'): BoundBy => {
  if (leastBy === 'locked') return 'locked';
  if (wants === 'more' && at === most) return mostBy;
  return wants === 'less' && at === least ? leastBy : null;
};

const clamped = (amount: number, { least, most }: Bounds): number => Math.min(Math.max(amount, least), most);

/** What halves the widest range of amounts down to a part of a smallest unit. */
const halvings = 80;

/** What all wishes are raised or lowered by to come close to the total from below: parts too many take off the same from each. */
const commonShift = (total: number, bounds: readonly Bounds[], wanted: readonly number[]): number => {
  const sumAt = (shift: number): number =>
    bounds.reduce((sum, each, index) => sum + clamped(Math.floor((wanted[index] ?? 0) + shift), each), 0);
  const reach = total + 1 + Math.max(0, ...wanted.map(Math.abs));
  let [low, high] = [-reach, reach];
  for (let halving = 0; halving < halvings; halving += 1) {
    const middle = (low + high) / 2;
    if (sumAt(middle) > total) high = middle;
    else low = middle;
  }
  return low;
};

/**
 * The split that is nearest to what is wanted, by the sum of squared differences; `wantedMicros` has an amount for each part, in any
 * precision, and need not add up. What is missing to the total for rounding goes to the largest remainders.
 */
export const nearestSplit = (
  { total, bounds, unitMicros }: Feasible,
  wantedMicros: readonly number[],
): readonly SplitPart[] => {
  const wanted = wantedMicros.map((micros) => micros / unitMicros);
  const shift = commonShift(total, bounds, wanted);
  const ideal = wanted.map((amount) => amount + shift);
  const amounts = bounds.map((each, index) => clamped(Math.floor(ideal[index] ?? 0), each));
  let missing = total - amounts.reduce((sum, amount) => sum + amount, 0);
  const byRemainder = [...bounds.keys()].toSorted(
    (one, other) =>
      (ideal[other] ?? 0) - (amounts[other] ?? 0) - ((ideal[one] ?? 0) - (amounts[one] ?? 0)) || one - other,
  );
  while (missing > 0) {
    for (const index of byRemainder) {
      if (missing === 0 || (amounts[index] ?? 0) >= (bounds[index]?.most ?? 0)) continue;
      amounts[index] = (amounts[index] ?? 0) + 1;
      missing -= 1;
    }
  }
  return bounds.map((each, index) => {
    const amount = amounts[index] ?? 0;
    // Rounding alone takes a part up to a unit away from what it wants.
    const beyond = (ideal[index] ?? 0) - amount;
    const wants = Math.abs(beyond) <= 1 ? 'neither' : beyond > 0 ? 'more' : 'less';
    return { key: each.key, amountMicros: amount * unitMicros, boundBy: heldBy(amount, each, wants) };
  });
};

/** Which parts would take from others, or give to others, if their own limit did not hold them: by one step's gain and loss. */
const wishes = (
  amounts: readonly number[],
  bounds: readonly Bounds[],
  curves: readonly OutcomeCurve[],
): readonly ('less' | 'more' | 'neither')[] => {
  const slope = (index: number, from: number, to: number): number =>
    ((curves[index]?.at(to) ?? 0) - (curves[index]?.at(from) ?? 0)) / (to - from);
  const step = curves[0]?.step ?? 1;
  const gains = amounts.map((amount, index) => slope(index, amount, amount + step));
  const losses = amounts.map((amount, index) =>
    amount === 0 ? Infinity : slope(index, Math.max(0, amount - step), amount),
  );
  const othersThat = (can: (index: number) => boolean, own: number): readonly number[] =>
    [...amounts.keys()].filter((index) => index !== own && can(index));
  return amounts.map((amount, own) => {
    const { least, most } = bounds[own] as Bounds;
    const givers = othersThat((index) => (amounts[index] ?? 0) > (bounds[index]?.least ?? 0), own);
    const takers = othersThat((index) => (amounts[index] ?? 0) < (bounds[index]?.most ?? 0), own);
    const cheapest = Math.min(...givers.map((index) => losses[index] ?? 0));
    const dearest = Math.max(...takers.map((index) => gains[index] ?? 0));
    if (amount === most && (gains[own] ?? 0) > cheapest) return 'more';
    return amount === least && (losses[own] ?? 0) < dearest ? 'less' : 'neither';
  });
};

/**
 * The split with the most outcomes in all. Each part's outcomes are given at equal steps from nothing to the whole total, and lie on
 * lines in between. Where all curves are concave nothing feasible is better, to the smallest unit; where one is not, nothing in
 * whole steps above the parts' minima is.
 */
export const bestSplit = (
  { total, bounds, unitMicros }: Feasible,
  outcomes: readonly ArrayLike<number>[],
): readonly SplitPart[] => {
  const curves = outcomes.map((values) => outcomeCurve(values, total));
  const amounts = (curves.every(isConcave) ? greedyFill : dynamicFill)(total, bounds, curves);
  const wants = wishes(amounts, bounds, curves);
  return bounds.map((each, index) => {
    const amount = amounts[index] ?? 0;
    return {
      key: each.key,
      amountMicros: amount * unitMicros,
      boundBy: heldBy(amount, each, wants[index] ?? 'neither'),
    };
  });
};
