import type { Platform } from '@campaigns/contracts';
import type { BucketSize } from './token-bucket.ts';

/** One thing that a platform counts: the calls of an ad account, of an access token, or of the whole app. */
export type LimitRule = Readonly<{
  per: 'account' | 'token' | 'app';
  size: BucketSize;
  /** Counts only calls of this category; all when absent. */
  category?: string;
  /** Counts the calls of each category by themselves. */
  byCategory?: true;
  /** Points of a call that changes something; 1 when absent. */
  writeCost?: number;
}>;

export type LimitRules = Partial<Record<Platform, readonly LimitRule[]>>;

/**
 * At most so many calls in any stretch of that time by several workers together, for one of them: a tenth of its share at
 * once, the others as they become free. A tenth of all stays free, since calls may arrive closer together than they were
 * meant to leave.
 *
 * In a time in which `n` calls become free, a bucket of `capacity` lets `capacity - 1 + n` through, `n` rounded up. A small
 * share is therefore a whole number of calls, evenly apart. Where it is less than one call, the call comes every so many
 * times instead: then the rate of all workers is within the limit, though by chance their calls may fall into one stretch.
 */
export const atMost = (calls: number, seconds: number, workers = 1): BucketSize => {
  const share = calls / workers;
  if (share >= 10) {
    const capacity = Math.floor(share / 10);
    return { capacity, refillPerSecond: (share * 0.9 - capacity) / seconds };
  }
  const often = share * 0.9;
  return { capacity: 1, refillPerSecond: (often >= 1 ? Math.floor(often) : often) / seconds };
};

export type LimitSettings = Readonly<{
  metaTier: 'limited' | 'full';
  /** On one endpoint. */
  tiktokPerSecond: number;
  /** For the whole app. */
  snapchatPerSecond: number;
  workers: number;
}>;

/**
 * Meta scores an ad account: 60 points (limited access) or 9,000 (full access) that decay over 300 seconds; a read is one
 * point, a write three. Google publishes no number for its calls per second and customer, so ours is a careful one. TikTok
 * allows ten calls per second on each endpoint on its lowest tier, and counts by advertiser as well. LinkedIn counts the
 * calls of a member by the day and publishes no number either: two calls per second are ours. X allows an access token 450
 * writes in a minute, 250 statistics and 5 calls about no account in 15 minutes, and an ad account 10,000 reads in 15
 * minutes. Snapchat allows ten calls per second and access token, and twenty to the whole app.
 */
export const limitRules = ({ metaTier, tiktokPerSecond, snapchatPerSecond, workers }: LimitSettings): LimitRules => {
  const score = metaTier === 'full' ? 9_000 : 60;
  const quarter = 900;
  return {
    meta: [{ per: 'account', size: { capacity: score, refillPerSecond: score / 300 }, writeCost: 3 }],
    google: [{ per: 'account', size: { capacity: 50, refillPerSecond: 10 } }],
    tiktok: [
      { per: 'app', byCategory: true, size: atMost(tiktokPerSecond, 1, workers) },
      { per: 'account', size: atMost(tiktokPerSecond, 1) },
    ],
    linkedin: [{ per: 'token', size: { capacity: Math.max(1, 20 / workers), refillPerSecond: 2 / workers } }],
    twitter: [
      { per: 'token', category: 'write', size: atMost(450, 60, workers) },
      { per: 'token', category: 'stats', size: atMost(250, quarter, workers) },
      { per: 'token', category: 'global', size: atMost(5, quarter, workers) },
      { per: 'account', category: 'read', size: atMost(10_000, quarter) },
    ],
    snapchat: [
      { per: 'token', size: atMost(10, 1, workers) },
      { per: 'app', size: atMost(snapchatPerSecond, 1, workers) },
    ],
  };
};
