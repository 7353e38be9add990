import type { Feasible } from './feasible.ts';
import type { BoundBy } from './question.ts';

type Part = Readonly<{ amountMicros: number /** Outcomes for one more unit of the currency. */; marginal: number }>;

/** A limit that holds a part, and what a unit of the currency less of it would bring more in all. */
export type Binding = Readonly<{ boundBy: BoundBy; perUnit: number }>;

const unbound: Binding = { boundBy: null, perUnit: 0 };

/** What a unit brings where it is taken from, or given to, with the least loss and the most gain. */
export const pricesOf = (
  { bounds, unitMicros }: Feasible,
  parts: readonly Part[],
): Readonly<{ cheapest: number; dearest: number }> => {
  const marginals = (isFree: (amount: number, arm: number) => boolean): readonly number[] =>
    parts.flatMap(({ amountMicros, marginal }, arm) => (isFree(amountMicros / unitMicros, arm) ? [marginal] : []));
  return {
    cheapest: Math.min(...marginals((amount, arm) => amount > (bounds[arm]?.least ?? 0))),
    dearest: Math.max(...marginals((amount, arm) => amount < (bounds[arm]?.most ?? 0))),
  };
};

/**
 * For each part the limit that keeps it from what would bring more: it is at its most, and a unit brings more there than with the
 * part that would lose least by giving one; or at its least, and a unit brings less than with the part that would gain most by
 * getting one. The difference is the limit's shadow price.
 */
export const bindingLimits = (possible: Feasible, parts: readonly Part[]): readonly Binding[] => {
  const { cheapest, dearest } = pricesOf(possible, parts);
  return parts.map(({ amountMicros, marginal }, arm) => {
    const bounds = possible.bounds[arm];
    if (bounds === undefined) return unbound;
    const amount = amountMicros / possible.unitMicros;
    const [missed, lost] = [
      amount >= bounds.most && Number.isFinite(cheapest) ? marginal - cheapest : 0,
      amount <= bounds.least && Number.isFinite(dearest) ? dearest - marginal : 0,
    ];
    if (bounds.leastBy === 'locked') return { boundBy: 'locked', perUnit: Math.max(missed, lost, 0) };
    if (missed > 0 && missed >= lost) return { boundBy: bounds.mostBy, perUnit: missed };
    return lost > 0 ? { boundBy: bounds.leastBy, perUnit: lost } : unbound;
  });
};
