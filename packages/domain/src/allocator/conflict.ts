import type { Limit } from './bounds.ts';

/** Limits that cannot all hold; the total is one of them. */
export type Conflict = readonly (Limit | 'total')[];

type LimitsByPart = readonly (readonly Limit[])[];

const highestLeast = (limits: readonly Limit[]): Limit | undefined =>
  limits.reduce<Limit | undefined>((best, each) => (each.least > (best?.least ?? 0) ? each : best), undefined);

const lowestMost = (limits: readonly Limit[]): Limit | undefined =>
  limits.reduce<Limit | undefined>((best, each) => (each.most < (best?.most ?? Infinity) ? each : best), undefined);

/** Two limits on the same part, one above the other. */
const onOnePart = (limitsByPart: LimitsByPart): Conflict => {
  for (const limits of limitsByPart) {
    const [below, above] = [highestLeast(limits), lowestMost(limits)];
    if (below !== undefined && above !== undefined && below.least > above.most) return [below, above];
  }
  return [];
};

/** The total, and the fewest limits from below that ask for more. */
const aboveTotal = (total: number, limitsByPart: LimitsByPart): Conflict => {
  const descending = limitsByPart
    .flatMap((limits) => highestLeast(limits) ?? [])
    .toSorted((one, other) => other.least - one.least);
  let asked = 0;
  for (const [index, { least }] of descending.entries()) {
    asked += least;
    if (asked > total) return ['total', ...descending.slice(0, index + 1)];
  }
  return [];
};

/** The total, and one limit from above on every part, which together do not let it be reached. */
const belowTotal = (total: number, limitsByPart: LimitsByPart): Conflict => {
  const lowest = limitsByPart.map(lowestMost);
  const allowed = lowest.reduce((sum, limit) => sum + (limit?.most ?? Infinity), 0);
  return allowed < total ? ['total', ...lowest.flatMap((limit) => limit ?? [])] : [];
};

/**
 * The fewest limits that cannot all hold; none when all can. Bounds and one sum contradict each other in three ways only: two bounds
 * of one part, too much asked from below, too little allowed from above.
 */
export const smallestConflict = (total: number, limitsByPart: LimitsByPart): Conflict =>
  [onOnePart(limitsByPart), aboveTotal(total, limitsByPart), belowTotal(total, limitsByPart)]
    .filter((set) => set.length > 0)
    .reduce<Conflict>((best, set) => (best.length === 0 || set.length < best.length ? set : best), []);
