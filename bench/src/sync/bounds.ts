import type { Platform } from '@campaigns/contracts';
import type { SyncWorkerConfig } from '@campaigns/sync-worker';

/** Seconds that calls take at least, and what makes them. */
export type Bound = Readonly<{ of: string; seconds: number }>;

/** How many calls of each category a platform has had: the categories are those that it counts by. */
export type CallCounts = ReadonlyMap<Platform, ReadonlyMap<string, number>>;

const sum = (counts: Iterable<number>): number => [...counts].reduce((total, count) => total + count, 0);

/**
 * What the limits of a platform make of so many reads. `share`: the part of them that one ad account has at most, which is
 * also the one of its access token.
 */
export const boundOf = (
  platform: Platform,
  counts: ReadonlyMap<string, number>,
  share: number,
  limits: SyncWorkerConfig['limits'],
): Bound =>
  (limits[platform] ?? [])
    .map(({ per, size, category, byCategory }): Bound => {
      const counted = category === undefined ? [...counts.values()] : [counts.get(category) ?? 0];
      const calls = (byCategory ? Math.max(0, ...counted) : sum(counted)) * (per === 'app' ? 1 : share);
      return { of: `calls per ${per}`, seconds: Math.max(0, calls - size.capacity) / size.refillPerSecond };
    })
    .reduce((least, other) => (other.seconds > least.seconds ? other : least), { of: 'nothing', seconds: 0 });
