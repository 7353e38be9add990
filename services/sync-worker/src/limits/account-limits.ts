import type { Platform } from '@campaigns/contracts';
import { type Bucket, type BucketSize, block, fullBucket, take, waitMs } from './token-bucket.ts';

/** Points per call; Meta counts a write as three reads, X allows fewer writes than reads, the others count calls. */
const costs: Partial<Record<Platform, Readonly<{ read: number; write: number }>>> = {
  meta: { read: 1, write: 3 },
  twitter: { read: 1, write: 4 },
};

export type CallCost = 'read' | 'write';

/**
 * The call budgets of ad accounts, one bucket each. Kept in memory: one worker owns an account at a time, and what is lost
 * in a restart the platform's own headers tell again.
 */
export type AccountLimits = Readonly<{
  /** Milliseconds until a call may go out; 0 for now. */
  waitMs: (platform: Platform, adAccountId: string, cost: CallCost) => number;
  spend: (platform: Platform, adAccountId: string, cost: CallCost) => void;
  /** The platform wants no call for so long. */
  blockFor: (platform: Platform, adAccountId: string, ms: number) => void;
}>;

/** A platform without a size has no limit of ours; only what it says itself holds calls back. */
export const accountLimits = (
  sizes: Partial<Record<Platform, BucketSize>>,
  now: () => number = Date.now,
): AccountLimits => {
  const buckets = new Map<string, Bucket>();
  const unlimited: BucketSize = { capacity: 1_000_000, refillPerSecond: 1_000_000 };
  const sizeOf = (platform: Platform): BucketSize => sizes[platform] ?? unlimited;
  const costOf = (platform: Platform, cost: CallCost): number => costs[platform]?.[cost] ?? 1;
  const keyOf = (platform: Platform, adAccountId: string): string => `${platform}:${adAccountId}`;
  const bucketOf = (platform: Platform, adAccountId: string): Bucket =>
    buckets.get(keyOf(platform, adAccountId)) ?? fullBucket(sizeOf(platform), now());
  return {
    waitMs: (platform, adAccountId, cost) =>
      waitMs(bucketOf(platform, adAccountId), sizeOf(platform), costOf(platform, cost), now()),
    spend: (platform, adAccountId, cost) => {
      const bucket = take(bucketOf(platform, adAccountId), sizeOf(platform), costOf(platform, cost), now());
      buckets.set(keyOf(platform, adAccountId), bucket);
    },
    blockFor: (platform, adAccountId, ms) => {
      buckets.set(keyOf(platform, adAccountId), block(bucketOf(platform, adAccountId), now() + ms));
    },
  };
};
