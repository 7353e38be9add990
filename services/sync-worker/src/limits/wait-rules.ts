import type { Platform } from '@campaigns/contracts';

const second = 1000;
const minute = 60 * second;

/** Waits for the first, second … rate limit in a row when the platform names none; the last one repeats. */
const waits: Partial<Record<Platform, readonly number[]>> = {
  // The ad account is blocked for a minute (full access) to five (limited access), and longer when polled meanwhile.
  meta: [minute, 5 * minute],
  google: [10 * second, 20 * second, 40 * second, 80 * second, 160 * second, 5 * minute],
  // Queries per second free up the next second; the limit per minute blocks for five minutes; there is no header.
  tiktok: [second, 2 * second, 5 * minute],
};

/** Milliseconds to wait after a rate limit that came without a time. `limited`: rate limits in a row before this one. */
export const rateLimitWaitMs = (platform: Platform, limited: number): number => {
  const steps = waits[platform] ?? [minute];
  return steps[Math.min(limited, steps.length - 1)] ?? minute;
};
