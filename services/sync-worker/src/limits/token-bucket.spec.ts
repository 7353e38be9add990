import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { block, fullBucket, take, waitMs } from './token-bucket.ts';

const size = { capacity: 3, refillPerSecond: 2 };

describe('a token bucket', () => {
  it('lets as many calls through at once as it holds', () => {
    const bucket = take(take(take(fullBucket(size, 0), size, 1, 0), size, 1, 0), size, 1, 0);
    expect(waitMs(fullBucket(size, 0), size, 1, 0)).toBe(0);
    expect(waitMs(bucket, size, 1, 0)).toBe(500);
    expect(waitMs(bucket, size, 1, 500)).toBe(0);
  });

  it('never holds more than its capacity, however long nobody calls', () => {
    const bucket = take(fullBucket(size, 0), size, 3, 3_600_000);
    expect(waitMs(bucket, size, 1, 3_600_000)).toBe(500);
  });

  it('waits for the time that the platform named', () => {
    const bucket = block(block(fullBucket(size, 0), 9_000), 4_000);
    expect(waitMs(bucket, size, 1, 1_000)).toBe(8_000);
    expect(waitMs(bucket, size, 1, 9_000)).toBe(0);
  });

  it('never lets more through in a time than capacity and refill allow', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 60 }), (gaps) => {
        let bucket = fullBucket(size, 0);
        let at = 0;
        let sent = 0;
        for (const gap of gaps) {
          at += gap;
          if (waitMs(bucket, size, 1, at) > 0) continue;
          bucket = take(bucket, size, 1, at);
          sent += 1;
        }
        expect(sent).toBeLessThanOrEqual(size.capacity + (at / 1000) * size.refillPerSecond + 1e-6);
      }),
    );
  });
});
