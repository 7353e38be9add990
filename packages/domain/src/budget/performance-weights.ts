import type { Platform } from '@campaigns/contracts';
import type { Weighted } from './split.ts';

/** What a platform brought for its spend, all in one currency; conversions in millionths. */
export type PlatformHistory = Readonly<{
  platform: Platform;
  spendMicros: number;
  revenueMicros: number;
  conversionsMicros: number;
}>;

/** Every platform keeps at least this part of what the best one gets: who gets nothing can never show better results. */
const leastPartOfBest = 0.25;

/** Weights are integers; six digits tell 1 % of return apart at any size of budget. */
const precision = 1_000_000;

/**
 * Weights for splitting a budget by return: revenue per unit of spend, or conversions per unit of spend where no platform
 * has brought revenue. A platform that never spent gets the average of the others, and all are equal while nobody has
 * results.
 */
export const performanceWeights = (
  platforms: readonly Platform[],
  history: readonly PlatformHistory[],
): readonly Weighted<Platform>[] => {
  const known = history.filter(({ platform, spendMicros }) => platforms.includes(platform) && spendMicros > 0);
  const isValued = known.some(({ revenueMicros }) => revenueMicros > 0);
  const returnOf = ({ spendMicros, revenueMicros, conversionsMicros }: PlatformHistory): number =>
    (isValued ? revenueMicros : conversionsMicros) / spendMicros;
  const best = Math.max(0, ...known.map(returnOf));
  if (best === 0) return platforms.map((key) => ({ key, weight: 1 }));
  const average = known.reduce((sum, each) => sum + returnOf(each), 0) / known.length;
  return platforms.map((key) => {
    const own = known.find(({ platform }) => platform === key);
    const share = (own === undefined ? average : returnOf(own)) / best;
    return { key, weight: Math.round(Math.max(share, leastPartOfBest) * precision) };
  });
};
