import type { BoundBy } from './question.ts';

/** One limit on one part, in smallest units: no limit is 0 below and infinite above. */
export type Limit = Readonly<{ by: Exclude<BoundBy, null>; key: string; least: number; most: number }>;

/** What all limits leave of a part, in smallest units, and which of them does on either side. */
export type Bounds = Readonly<{ key: string; least: number; most: number; leastBy: BoundBy; mostBy: BoundBy }>;

/** A part can be neither below nothing nor above the total; where two limits are equal, the earlier is named. */
export const boundsOf = (key: string, limits: readonly Limit[], total: number): Bounds => {
  const least = Math.max(0, ...limits.map((limit) => limit.least));
  const most = Math.min(...limits.map((limit) => limit.most));
  return {
    ...{ key, least, most: Math.min(most, total) },
    leastBy: limits.find((limit) => limit.least === least && least > 0)?.by ?? null,
    mostBy: limits.find((limit) => limit.most === most && most < total)?.by ?? null,
  };
};
