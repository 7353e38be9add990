import { describe, expect, it } from '@jest/globals';
import { atMost } from './limit-rules.ts';
import { fullBucket, readyAt, take } from './token-bucket.ts';

const workerCounts = [1, 2, 3, 4, 5, 6, 7, 8];
const limits = [
  ['the calls of TikTok on an endpoint', 10, 1],
  ['the calls of Snapchat for the app', 20, 1],
  ['the writes of X', 450, 60],
  ['the statistics of X', 250, 900],
  ['the calls of X about no account', 5, 900],
] as const;

/** When the calls of one worker go out that calls as soon as it may, up to an instant in seconds. */
const callTimes = (size: ReturnType<typeof atMost>, untilSeconds: number): readonly number[] => {
  const times: number[] = [];
  let bucket = fullBucket;
  for (let at = 0; at < untilSeconds * 1_000; ) {
    times.push(at);
    bucket = take(bucket, size, 1, at);
    at = readyAt(bucket, size, 1, at);
  }
  return times;
};

describe('What several workers share', () => {
  it.each(
    limits.flatMap(([what, calls, seconds]) =>
      workerCounts
        .filter((workers) => calls * 0.9 >= workers)
        .map((workers) => [what, calls, seconds, workers] as const),
    ),
  )('is never exceeded by all of them together: %s, %i in %i s, %i workers', (_what, calls, seconds, workers) => {
    const times = callTimes(atMost(calls, seconds, workers), seconds * 4);
    const most = Math.max(
      ...times.map((from) => times.filter((at) => at >= from && at < from + seconds * 1_000 - 1e-6).length),
    );
    expect(most * workers).toBeLessThanOrEqual(calls);
    expect(times.length * workers).toBeGreaterThanOrEqual(calls * 0.4 * 4);
  });

  it.each(workerCounts)(
    'is not exceeded in the long run either where it is less than a call for each of %i',
    (workers) => {
      const [calls, seconds] = [5, 900];
      const times = callTimes(atMost(calls, seconds, workers), seconds * 400);
      expect((times.length * workers) / 400).toBeLessThanOrEqual(calls);
      expect((times.length * workers) / 400).toBeGreaterThanOrEqual(calls * 0.4);
    },
  );
});
