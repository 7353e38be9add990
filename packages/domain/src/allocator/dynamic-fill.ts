import type { Bounds } from './bounds.ts';
import type { OutcomeCurve } from './outcome-curve.ts';

/** Gains of a part for each number of steps above its minimum that its maximum allows. */
const gainsOf = ({ least, most }: Bounds, curve: OutcomeCurve, step: number, steps: number): Float64Array => {
  const possible = Math.min(steps, Math.floor((most - least) / step));
  const without = curve.at(least);
  return Float64Array.from({ length: possible + 1 }, (_, taken) => curve.at(least + taken * step) - without);
};

/** How many steps each part takes so that all together gain most; they take so many at most. */
const bestSteps = (gains: readonly Float64Array[], steps: number): readonly number[] => {
  let best = new Float64Array(steps + 1);
  const chosen = gains.map((own) => {
    const [next, taken] = [new Float64Array(steps + 1).fill(Number.NEGATIVE_INFINITY), new Uint32Array(steps + 1)];
    for (let used = 0; used <= steps; used += 1) {
      for (let each = Math.min(used, own.length - 1); each >= 0; each -= 1) {
        const value = (best[used - each] ?? 0) + (own[each] ?? 0);
        // Of equals the most steps: what nobody needs is spent all the same.
        if (value > (next[used] ?? 0)) [next[used], taken[used]] = [value, each];
      }
    }
    best = next;
    return taken;
  });
  let left = steps;
  return chosen
    .toReversed()
    .map((taken) => {
      const own = taken[left] ?? 0;
      left -= own;
      return own;
    })
    .toReversed();
};

/** What is left after whole steps goes where it brings most for a unit, at most a step at a time. */
const fillRest = (
  amounts: number[],
  rest: number,
  bounds: readonly Bounds[],
  curves: readonly OutcomeCurve[],
  step: number,
): void => {
  for (let left = rest; left > 0; ) {
    let [best, bestSlope, bestPiece] = [-1, Number.NEGATIVE_INFINITY, 0];
    for (const [index, { most }] of bounds.entries()) {
      const amount = amounts[index] ?? 0;
      const piece = Math.min(left, step, most - amount);
      if (piece === 0) continue;
      const curve = curves[index] as OutcomeCurve;
      const slope = (curve.at(amount + piece) - curve.at(amount)) / piece;
      if (slope > bestSlope) [best, bestSlope, bestPiece] = [index, slope, piece];
    }
    amounts[best] = (amounts[best] ?? 0) + bestPiece;
    left -= bestPiece;
  }
};

/**
 * For curves of any shape: the best split in whole steps above the minima, by dynamic programming over the parts, and the rest,
 * which is less than a step unless maxima are in the way, where it brings most. Amounts in smallest units.
 */
export const dynamicFill = (
  total: number,
  bounds: readonly Bounds[],
  curves: readonly OutcomeCurve[],
): readonly number[] => {
  const least = bounds.reduce((sum, each) => sum + each.least, 0);
  const step = Math.max(1, Math.ceil(Math.max(...curves.map((curve) => curve.step)) - 1e-9));
  const steps = Math.floor((total - least) / step);
  const gains = bounds.map((each, index) => gainsOf(each, curves[index] as OutcomeCurve, step, steps));
  const amounts = bestSteps(gains, steps).map((taken, index) => (bounds[index]?.least ?? 0) + taken * step);
  const rest = total - amounts.reduce((sum, amount) => sum + amount, 0);
  fillRest(amounts, rest, bounds, curves, step);
  return amounts;
};
