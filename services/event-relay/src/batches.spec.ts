import type { StoredEvent } from '@campaigns/contracts';
import { inMemoryEventStore } from '@campaigns/testing';
import { describe, expect, it } from '@jest/globals';
import { batchesOf } from './batches.ts';
import { fillLog, positionsOf } from './testing/sample-log.ts';

describe('The batches of a transaction', () => {
  const someEvents = async (): Promise<readonly StoredEvent[]> => {
    const store = inMemoryEventStore();
    await fillLog(store, 100);
    return store.readAll('start', 100);
  };
  const bytesOf = (events: readonly StoredEvent[]): number =>
    events.reduce((sum, { data }) => sum + JSON.stringify(data).length, 0);

  it('are everything in order, none of them above the limit', async () => {
    const events = await someEvents();
    const batches = [...batchesOf(events, 20_000)];
    expect(positionsOf(batches.flat())).toEqual(positionsOf(events));
    expect(batches.length).toBeGreaterThan(5);
    for (const batch of batches) expect(bytesOf(batch)).toBeLessThan(20_000);
  });

  it('are one when that is enough, and none of nothing', async () => {
    const events = await someEvents();
    expect([...batchesOf(events, 1_000_000)]).toEqual([events]);
    expect([...batchesOf([], 1_000_000)]).toEqual([]);
  });

  it('let an event that is too big go alone', async () => {
    const [first, second, third] = await someEvents();
    if (first === undefined || second === undefined || third === undefined) throw new Error('There are too few events');
    const big = { ...second, data: { text: 'x'.repeat(50_000) } };
    expect([...batchesOf([first, big, third], 20_000)]).toEqual([[first], [big], [third]]);
  });
});
