import type { StoredEvent } from '@campaigns/contracts';
import { inMemoryEventStore } from '@campaigns/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { type ReadAheadOptions, readAhead } from './read-ahead.ts';
import { fillLog, positionsOf } from './testing/sample-log.ts';

const pageSize = 10;
const limits = { maxEvents: 50, maxBytes: 1_000_000 };

describe('Reading ahead', () => {
  let log: readonly StoredEvent[];
  let ending: AbortController;
  /** Pages that were asked for. */
  let asked: number;

  beforeEach(async () => {
    const store = inMemoryEventStore();
    await fillLog(store, 300);
    [log, ending, asked] = [await store.readAll('start', 300), new AbortController(), 0];
  });

  /** The events in pages; then waits for more until it is told to end. */
  const pagesOf = (events: readonly StoredEvent[]): ReadAheadOptions['read'] =>
    async function* (signal) {
      for (let at = 0; at < events.length && !signal.aborted; at += pageSize) {
        asked += 1;
        yield events.slice(at, at + pageSize);
      }
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    };
  const batchesOf = (events: readonly StoredEvent[], more: Partial<ReadAheadOptions> = {}) =>
    readAhead({ read: pagesOf(events), ...limits, ...more }, ending.signal);
  /** Everything that can happen without the consumer has happened. */
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const bytesOf = (events: readonly StoredEvent[]): number =>
    events.reduce((sum, { data }) => sum + JSON.stringify(data).length, 0);
  const upTo = async (count: number, batches: AsyncIterable<readonly StoredEvent[]>) => {
    const taken: (readonly StoredEvent[])[] = [];
    for await (const batch of batches) {
      taken.push(batch);
      if (taken.flat().length >= count) break;
      await settled();
    }
    return taken;
  };

  it('hands out everything in its order, at most so many events at once', async () => {
    const batches = await upTo(300, batchesOf(log));
    expect(positionsOf(batches.flat())).toEqual(positionsOf(log));
    expect(Math.max(...batches.map(({ length }) => length))).toBe(50);
  });

  it('hands out at most so many bytes at once', async () => {
    const batches = await upTo(300, batchesOf(log, { maxBytes: 20_000 }));
    expect(positionsOf(batches.flat())).toEqual(positionsOf(log));
    for (const batch of batches) expect(bytesOf(batch)).toBeLessThan(20_000);
  });

  it('lets an event that is too big go alone', async () => {
    const [first, second, third] = log as readonly [StoredEvent, StoredEvent, StoredEvent];
    const big = { ...second, data: { text: 'x'.repeat(50_000) } };
    const batches = await upTo(3, batchesOf([first, big, third], { maxBytes: 20_000 }));
    expect(batches).toEqual([[first], [big], [third]]);
  });

  it('gathers the next batch while the last one is worked on', async () => {
    const batches = batchesOf(log);
    const first = (await batches.next()).value ?? [];
    expect(first.length).toBeLessThan(50);
    await settled();
    expect((await batches.next()).value).toHaveLength(50);
    await batches.return();
  });

  it('goes no further than a batch and a page, however long that is worked on', async () => {
    const batches = batchesOf(log);
    const first = (await batches.next()).value ?? [];
    await settled();
    expect(asked * pageSize - first.length).toBe(50);
    await batches.return();
  });

  it('goes no further than the bytes of a batch and a page', async () => {
    const batches = batchesOf(log, { maxBytes: 40_000 });
    await batches.next();
    await settled();
    const page = bytesOf(log.slice(0, pageSize)) + pageSize * 1_000;
    expect(asked).toBeLessThanOrEqual(1 + Math.ceil(40_000 / page));
    await batches.return();
  });

  it('throws what reading has thrown, after everything that was read before', async () => {
    const read: ReadAheadOptions['read'] = async function* () {
      yield log.slice(0, 10);
      yield log.slice(10, 20);
      throw new Error('The log is away');
    };
    const taken: StoredEvent[] = [];
    const takeAll = async (): Promise<void> => {
      for await (const batch of readAhead({ read, ...limits, maxEvents: 5 }, ending.signal)) taken.push(...batch);
    };
    await expect(takeAll()).rejects.toThrow('The log is away');
    expect(positionsOf(taken)).toEqual(positionsOf(log.slice(0, 20)));
  });

  it('ends with the signal, while it waits for events and while nobody takes them', async () => {
    const waiting = batchesOf([]).next();
    const full = batchesOf(log);
    await full.next();
    await settled();
    ending.abort();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(await full.next()).toEqual({ done: true, value: undefined });
  });

  it('ends the reading when nobody wants more', async () => {
    let isReading = true;
    const read: ReadAheadOptions['read'] = async function* (signal) {
      try {
        yield* pagesOf(log)(signal);
      } finally {
        isReading = false;
      }
    };
    await upTo(1, readAhead({ read, ...limits }, ending.signal));
    expect(isReading).toBe(false);
  });
});
