import type { Bounds } from './bounds.ts';
import type { Feasible } from './feasible.ts';

const clamped = (amount: number, { least, most }: Bounds): number => Math.min(Math.max(amount, least), most);

const sumOf = (amounts: readonly number[]): number => amounts.reduce((sum, amount) => sum + amount, 0);

/** What halves the widest range of amounts down to a part of a smallest unit. */
const halvings = 80;

/** What all wishes are raised or lowered by to come close to the total from below: what is too much is taken off each alike. */
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
 * The split that is nearest to what is wanted, by the sum of squared differences, and keeps to all limits; in micros, whole smallest
 * units that add up to exactly the total. `wantedMicros` has an amount for each part, in any precision, and need not add up. What
 * rounding leaves goes to the largest remainders.
 */
export const nearestSplit = (
  { total, bounds, unitMicros }: Feasible,
  wantedMicros: readonly number[],
): readonly number[] => {
  const wanted = wantedMicros.map((micros) => micros / unitMicros);
  const shift = commonShift(total, bounds, wanted);
  const ideal = wanted.map((amount) => amount + shift);
  const amounts = bounds.map((each, index) => clamped(Math.floor(ideal[index] ?? 0), each));
  const remainders = amounts.map((amount, index) => (ideal[index] ?? 0) - amount);
  const byRemainder = [...amounts.keys()].toSorted(
    (one, other) => (remainders[other] ?? 0) - (remainders[one] ?? 0) || one - other,
  );
  for (let missing = total - sumOf(amounts); missing > 0; ) {
    for (const index of byRemainder) {
      if (missing === 0 || (amounts[index] ?? 0) >= (bounds[index]?.most ?? 0)) continue;
      amounts[index] = (amounts[index] ?? 0) + 1;
      missing -= 1;
    }
  }
  return amounts.map((amount) => amount * unitMicros);
};
