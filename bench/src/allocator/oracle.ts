import type { Curve } from './curve.ts';
import { total } from './world.ts';

/** Into so many equal steps the oracle divides the budget. */
export const oracleSteps = 20;

/**
 * The best split in whole steps on the true curves, by dynamic programming over the platforms: amounts in currency units that add up
 * to the total, and the conversions that they bring.
 */
export const bestOnTrueCurves = (
  curves: readonly Curve[],
  steps = oracleSteps,
): Readonly<{ amounts: readonly number[]; conversions: number }> => {
  type Best = Readonly<{ taken: readonly number[]; conversions: number }>;
  let best: readonly Best[] = Array.from({ length: steps + 1 }, () => ({ taken: [], conversions: 0 }));
  for (const curve of curves) {
    const values = Array.from({ length: steps + 1 }, (_, step) => curve((step * total) / steps));
    const before = best;
    best = values.map((_, used) => {
      let [most, own] = [Number.NEGATIVE_INFINITY, 0];
      for (let taken = used; taken >= 0; taken -= 1) {
        const conversions = (values[taken] ?? 0) + (before[used - taken]?.conversions ?? 0);
        if (conversions > most) [most, own] = [conversions, taken];
      }
      return { taken: [...(before[used - own]?.taken ?? []), own], conversions: most };
    });
  }
  const { taken = [], conversions = 0 } = best[steps] ?? {};
  return { amounts: taken.map((own) => (own * total) / steps), conversions };
};
