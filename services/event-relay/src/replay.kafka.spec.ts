import { describeWithKafka, eventually, inMemoryEventStore } from '@campaigns/testing';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { type RelayWorld, relayWorld } from './testing/relay-world.ts';
import { appendPart, fillLog } from './testing/sample-log.ts';

jest.setTimeout(120_000);

describeWithKafka('A relay to an empty Kafka', (brokers) => {
  let world: RelayWorld;

  beforeEach(() => {
    world = relayWorld(brokers);
  });
  afterEach(async () => {
    await world.close();
  });

  it('brings the whole log there, once and in order per key, and what is appended meanwhile', async () => {
    const store = inMemoryEventStore();
    await fillLog(store, 3_000);
    const { relay, claims } = world.start(store);
    await world.expectWholeLog(store, 30_000);
    for (let n = 30; n < 40; n += 1) await appendPart(store, 50, n);
    await world.expectWholeLog(store, 20_000);
    expect(claims).toEqual(['start']);
    await eventually(() =>
      expect(relay.status()).toEqual({
        ...{ state: 'relaying', position: 4_000n, published: 4_000 },
        lag: { positions: 0, seconds: 0 },
      }),
    );
  });

  it('goes on behind what an earlier one has brought there', async () => {
    const store = inMemoryEventStore();
    await fillLog(store, 1_000);
    const first = world.start(store);
    await world.expectWholeLog(store, 30_000);
    await first.close();
    for (let n = 10; n < 15; n += 1) await appendPart(store, 50, n);
    const second = world.start(store);
    await world.expectWholeLog(store, 30_000);
    expect(second.claims).toEqual([1_000n]);
    expect(second.relay.status().published).toBe(500);
  });

  it('replays twenty thousand events and tells how far it has come', async () => {
    const store = inMemoryEventStore();
    await fillLog(store, 20_000);
    const { relay, lines } = world.start(store, { reportEveryMs: 100 });
    await eventually(() => expect(relay.status().published).toBe(20_000), { timeoutMs: 60_000 });
    const percents = lines.flatMap(({ msg, percent }) => (msg === 'relay catching up' ? [percent ?? -1] : []));
    expect(percents.length).toBeGreaterThan(3);
    expect(percents).toEqual(percents.toSorted((a, b) => a - b));
    expect(percents.every((percent) => percent > 0 && percent < 100)).toBe(true);
    expect(lines.findLast(({ msg }) => msg === 'relay caught up')?.events).toBe(20_000);
    await world.expectWholeLog(store, 60_000);
  });
});
