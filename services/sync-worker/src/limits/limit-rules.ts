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
 * At most so many calls in any stretch of that time: a tenth of them at once, the others as they become free. A tenth stays
 * free, since calls may arrive closer together than they were meant to leave.
 */
export const atMost = (calls: number, seconds: number): BucketSize => {
  const capacity = Math.max(1, Math.floor(calls / 10));
  return { capacity, refillPerSecond: (calls * 0.9 - capacity) / seconds };
};

/** What several workers share, for one of them. */
const shareOf = (rule: LimitRule, workers: number): LimitRule => {
  if (rule.per === 'account' || workers === 1) return rule;
  const { capacity, refillPerSecond } = rule.size;
  return { ...rule, size: { capacity: Math.max(1, capacity / workers), refillPerSecond: refillPerSecond / workers } };
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
  const rules: LimitRules = {
    meta: [{ per: 'account', size: { capacity: score, refillPerSecond: score / 300 }, writeCost: 3 }],
    google: [{ per: 'account', size: { capacity: 50, refillPerSecond: 10 } }],
    tiktok: [
      { per: 'app', byCategory: true, size: atMost(tiktokPerSecond, 1) },
      { per: 'account', size: atMost(tiktokPerSecond, 1) },
    ],
    linkedin: [{ per: 'token', size: { capacity: 20, refillPerSecond: 2 } }],
    twitter: [
      { per: 'token', category: 'write', size: atMost(450, 60) },
      { per: 'token', category: 'stats', size: atMost(250, quarter) },
      { per: 'token', category: 'global', size: atMost(5, quarter) },
      { per: 'account', category: 'read', size: atMost(10_000, quarter) },
    ],
    snapchat: [
      { per: 'token', size: atMost(10, 1) },
      { per: 'app', size: atMost(snapchatPerSecond, 1) },
    ],
  };
  return Object.fromEntries(
    Object.entries(rules).map(([name, ofPlatform]) => [name, ofPlatform.map((rule) => shareOf(rule, workers))]),
  );
};
