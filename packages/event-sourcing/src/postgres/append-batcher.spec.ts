import { describe, expect, it } from '@jest/globals';
import type { AppendResult } from '../event-store.ts';
import { appendBatcher, type BatcherOptions, type PendingAppend } from './append-batcher.ts';

const appendTo = (stream: string, json = '{}'): PendingAppend => ({ stream, json });

/** A log that notes the batches it gets. */
const noting = (options: Partial<BatcherOptions> = {}, fails: (append: PendingAppend) => boolean = () => false) => {
  const batches: string[][] = [];
  const append = appendBatcher({
    send: async (appends) => {
      batches.push(appends.map(({ stream }) => stream));
      await new Promise((resolve) => setImmediate(resolve));
      if (appends.some(fails)) throw new RangeError('refused');
      return appends.map((_, n): AppendResult => ({ outcome: 'appended', revision: 0n, position: BigInt(n) }));
    },
    concernsAll: () => false,
    ...options,
  });
  return { append, batches };
};
const streams = (count: number): readonly string[] => Array.from({ length: count }, (_, n) => `s-${n}`);

describe('Appends', () => {
  it('travel together while another batch is under way', async () => {
    const { append, batches } = noting();
    const first = append(appendTo('first'));
    await Promise.resolve();
    await Promise.resolve();
    await Promise.all([first, ...streams(5).map((stream) => append(appendTo(stream)))]);
    expect(batches).toEqual([['first'], streams(5)]);
  });

  it('go at once when they come alone', async () => {
    const { append, batches } = noting();
    for (const stream of streams(3)) await append(appendTo(stream));
    expect(batches).toEqual(streams(3).map((stream) => [stream]));
  });

  it('to one stream go one after the other', async () => {
    const { append, batches } = noting();
    await Promise.all(['a', 'a', 'b', 'a'].map((stream) => append(appendTo(stream))));
    expect(batches).toEqual([['a', 'b'], ['a'], ['a']]);
  });

  it('never make a batch bigger than allowed, by number or by size', async () => {
    const byNumber = noting({ maxAppends: 4 });
    await Promise.all(streams(10).map((stream) => byNumber.append(appendTo(stream))));
    expect(byNumber.batches.map(({ length }) => length)).toEqual([4, 4, 2]);
    const bySize = noting({ maxBytes: 100 });
    await Promise.all(streams(4).map((stream) => bySize.append(appendTo(stream, 'x'.repeat(60)))));
    expect(bySize.batches).toHaveLength(4);
    await bySize.append(appendTo('huge', 'x'.repeat(1_000)));
  });

  it('do not fail with the one that fails their batch', async () => {
    const { append } = noting({}, ({ stream }) => stream === 's-3' || stream === 's-11');
    const results = await Promise.allSettled(streams(16).map((stream) => append(appendTo(stream))));
    const failed = results.flatMap(({ status }, n) => (status === 'rejected' ? [n] : []));
    expect(failed).toEqual([3, 11]);
  });

  it('all fail at once when the error concerns all', async () => {
    const { append, batches } = noting({ concernsAll: () => true }, () => true);
    const results = await Promise.allSettled(streams(16).map((stream) => append(appendTo(stream))));
    expect(results.every(({ status }) => status === 'rejected')).toBe(true);
    expect(batches).toHaveLength(1);
  });
});
