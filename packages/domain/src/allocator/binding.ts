import type { Feasible } from './feasible.ts';
import type { BoundBy } from './question.ts';

type Part = Readonly<{ amountMicros: number; marginal: number }>;

/**
 * For each part the limit that keeps it from what would bring more: it is at its most, and a unit brings more there than with some
 * part that could give one; or at its least, and a unit brings less than with some part that could take one.
 */
export const bindingLimits = ({ bounds, unitMicros }: Feasible, parts: readonly Part[]): readonly BoundBy[] => {
  const atLeast = parts.map(({ amountMicros }, arm) => amountMicros <= (bounds[arm]?.least ?? 0) * unitMicros);
  const atMost = parts.map(({ amountMicros }, arm) => amountMicros >= (bounds[arm]?.most ?? 0) * unitMicros);
  const marginals = (held: readonly boolean[]): readonly number[] =>
    parts.flatMap(({ marginal }, arm) => (held[arm] ? [] : [marginal]));
  const cheapest = Math.min(...marginals(atLeast));
  const dearest = Math.max(...marginals(atMost));
  return parts.map(({ marginal }, arm) => {
    const bound = bounds[arm];
    if (bound === undefined || bound.leastBy === 'locked') return bound?.leastBy ?? null;
    if (atMost[arm] && marginal > cheapest) return bound.mostBy;
    return atLeast[arm] && marginal < dearest ? bound.leastBy : null;
  });
};
