import { currencyExponent, smallestUnitMicros, toDecimal } from '@campaigns/contracts';
import { type Bounds, boundsOf, type Limit } from './bounds.ts';
import { smallestConflict } from './conflict.ts';
import type { AllocatorLimits } from './question.ts';

/** What is known of a part before anything is split; in micros, the present one a multiple of the smallest unit. */
export type LimitedPart = Readonly<{
  /** How the limits on this part are named. */
  key: string;
  currentMicros: number;
  leastMicros: number;
  mostMicros: number;
  isLocked: boolean;
}>;

export type LimitedBudget = Readonly<{
  currency: string;
  /** A multiple of the currency's smallest unit. */
  totalMicros: number;
  parts: readonly LimitedPart[];
  limits: Pick<AllocatorLimits, 'mostMovePercent' | 'explorationPercent'>;
}>;

/** Limits that can all hold. */
export type Feasible = Readonly<{
  kind: 'feasible';
  unitMicros: number;
  /** In smallest units; between the sums of the bounds. */
  total: number;
  bounds: readonly Bounds[];
}>;

/** Limits that cannot all hold: the fewest of them, by name. Without any one of these the others can. */
export type Infeasible = Readonly<{ kind: 'infeasible'; conflict: readonly string[] }>;

/** The limits on a part, in the order in which they are named where two are equal. */
const limitsOn = (
  { key, currentMicros, leastMicros, mostMicros, isLocked }: LimitedPart,
  { mostMovePercent }: LimitedBudget['limits'],
  { unitMicros, floor }: Readonly<{ unitMicros: number; floor: number }>,
): readonly Limit[] => {
  const current = currentMicros / unitMicros;
  const most = Math.floor(mostMicros / unitMicros);
  const own: readonly Limit[] = [
    { by: 'minimum', key, least: Math.ceil(leastMicros / unitMicros), most: Number.POSITIVE_INFINITY },
    { by: 'maximum', key, least: 0, most },
  ];
  if (isLocked) return [{ by: 'locked', key, least: current, most: current }, ...own];
  return [
    ...own,
    {
      ...{ by: 'move', key, least: Math.max(0, Math.ceil((current * (100 - mostMovePercent)) / 100)) },
      most: Math.max(floor, Math.floor((current * (100 + mostMovePercent)) / 100)),
    },
    { by: 'exploration', key, least: Math.max(0, Math.min(floor, most)), most: Number.POSITIVE_INFINITY },
  ];
};

/** How a limit is named to a person. */
const nameOf = ({ by, key, least, most }: Limit, shown: (units: number) => string): string => {
  if (by === 'move') return `move of ${key} ${shown(least)} to ${shown(most)}`;
  return `${by === 'locked' ? 'locked part' : by} of ${key} ${shown(by === 'maximum' ? most : least)}`;
};

/**
 * What the limits leave of each part. A locked part stays what it is. The exploration floor gives way to a part's maximum, and
 * goes before the limit on moves: a part below the floor may rise to it at once, or one that has nothing would never get any.
 */
export const feasible = ({ currency, totalMicros, parts, limits }: LimitedBudget): Feasible | Infeasible => {
  const unitMicros = smallestUnitMicros(currency);
  const total = totalMicros / unitMicros;
  const floor = Math.floor((total * limits.explorationPercent) / (100 * parts.length));
  const limitsByPart = parts.map((part) => limitsOn(part, limits, { unitMicros, floor }));
  const conflict = smallestConflict(total, limitsByPart);
  if (conflict.length > 0) {
    const shown = (units: number): string => toDecimal(units * unitMicros).toFixed(currencyExponent(currency));
    const names = conflict.map((limit) => (limit === 'total' ? `total ${shown(total)}` : nameOf(limit, shown)));
    return { kind: 'infeasible', conflict: names };
  }
  return {
    ...{ kind: 'feasible', unitMicros, total },
    bounds: parts.map(({ key }, index) => boundsOf(key, limitsByPart[index] ?? [], total)),
  };
};
