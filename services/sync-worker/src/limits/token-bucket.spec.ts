import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Bucket, emptyMs, fullBucket, readyAt, take } from './token-bucket.ts';

const size = { capacity: 3, refillPerSecond: 2 };
const taken = (calls: number, at: number, bucket: Bucket = fullBucket): Bucket =>
  Array.from({ length: calls }).reduce<Bucket>((left) => take(left, size, 1, at), bucket);

describe('a token bucket', () => {
  it('lets as many calls through at once as it holds', () => {
    expect(readyAt(taken(2, 0), size, 1, 0)).toBe(0);
    expect(readyAt(taken(3, 0), size, 1, 0)).toBe(500);
    expect(readyAt(taken(3, 0), size, 2, 0)).toBe(1_000);
  });

  it('never holds more than its capacity, however long nobody calls', () => {
    expect(readyAt(taken(3, 3_600_000), size, 1, 3_600_000)).toBe(3_600_500);
  });

  it('waits to be full for what costs more than it can hold', () => {
    expect(readyAt(taken(1, 0), size, 5, 0)).toBe(500);
  });

  it('tells how long a call has to be held that was made although it had nothing', () => {
    expect(emptyMs(taken(3, 0), size, 0)).toBe(0);
    expect(emptyMs(taken(5, 0), size, 0)).toBe(1_000);
    expect(emptyMs(taken(5, 0), size, 400)).toBe(600);
  });

  it('never lets more through in a time than capacity and refill allow', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 60 }), (gaps) => {
        let bucket = fullBucket;
        let at = 0;
        let sent = 0;
        for (const gap of gaps) {
          at += gap;
          if (readyAt(bucket, size, 1, at) > at) continue;
          bucket = take(bucket, size, 1, at);
          sent += 1;
        }
        expect(sent).toBeLessThanOrEqual(size.capacity + (at / 1000) * size.refillPerSecond + 1e-6);
      }),
    );
  });
});
