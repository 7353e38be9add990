import type { Platform } from '@campaigns/contracts';

const second = 1000;
const minute = 60 * second;
const day = 24 * 60 * minute;

/** Milliseconds, or until the next day of UTC begins. */
type Wait = number | 'next-utc-day';

/** Waits for the first, second … rate limit in a row when the platform names none; the last one repeats. */
const waits: Partial<Record<Platform, readonly Wait[]>> = {
  // The ad account is blocked for a minute (full access) to five (limited access), and longer when polled meanwhile.
  meta: [minute, 5 * minute],
  google: [10 * second, 20 * second, 40 * second, 80 * second, 160 * second, 5 * minute],
  // Queries per second free up the next second; the limit per minute blocks for five minutes; there is no header.
  tiktok: [second, 2 * second, 5 * minute],
  // There is no header. A limit that lasts longer than minutes is the daily one, which ends at midnight UTC.
  linkedin: [minute, 5 * minute, 15 * minute, 'next-utc-day'],
  // Its limits count calls per second, so the next one is soon free.
  snapchat: [second, 2 * second, 4 * second],
  // Writes are counted by the minute and reads by a quarter of an hour; X mostly says when the count begins again.
  twitter: [minute, 15 * minute],
};

/**
 * Where our wait is a guess that may be far too long, pausing and removing, which spare money, try earlier whether the
 * platform takes calls again: one of them for the first time after so many milliseconds, then after twice as many. Elsewhere
 * the platform says how long it lasts, or is known to take calls in the meantime amiss, as Meta does.
 */
export const probeRules: Partial<Record<Platform, Readonly<{ firstGapMs: number; longestGapMs: number }>>> = {
  tiktok: { firstGapMs: 5 * second, longestGapMs: minute },
};

/**
 * Milliseconds to wait after a rate limit that came without a time. `limited`: rate limits in a row before this one; `now`
 * in epoch ms is real time, which the platforms count by.
 */
export const rateLimitWaitMs = (platform: Platform, limited: number, now: number = Date.now()): number => {
  const steps = waits[platform] ?? [minute];
  const wait = steps[Math.min(limited, steps.length - 1)] ?? minute;
  return wait === 'next-utc-day' ? day - (now % day) : wait;
};
