import { setTimeout as sleep } from 'node:timers/promises';
import { describeWithKafka, eventually } from '@campaigns/testing';
import { expect, it, jest } from '@jest/globals';
import { newStream } from '../contract-suites/index.ts';
import { append, numberOf, upTo } from './testing/appends.ts';
import { kafkaWorld, samples } from './testing/kafka-world.ts';

jest.setTimeout(60_000);

describeWithKafka('A blocked key on Kafka', (brokers) => {
  it('holds up neither other partitions nor more than a window in memory, and goes on when it is freed', async () => {
    const world = await kafkaWorld(brokers);
    const [stuck, others] = [newStream(), upTo(40).map(() => newStream())];
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const seen = new Map<string, number[]>();
    // 8 MB behind the blocked message, in portions that are smaller than what one fetch may bring.
    for (let from = 0; from < 800; from += 20) await append(world.store, stuck, from, 20, 'x'.repeat(10_000));
    for (const other of others) await append(world.store, other, 0, 5);
    const { feed, network, close } = await world.join({ windowLimit: 20 });
    await feed.subscribe({
      group: 'group',
      topic: samples,
      handle: async (event, { key }) => {
        seen.set(key, [...(seen.get(key) ?? []), numberOf(event)]);
        if (key === stuck) await released;
        return { outcome: 'done' };
      },
    });
    // Keys that share the partition of the blocked one wait with it; there are four partitions.
    const finished = (): number => others.filter((other) => seen.get(other)?.length === 5).length;
    await eventually(() => expect(finished()).toBeGreaterThanOrEqual(20), { timeoutMs: 15_000 });
    await sleep(1_000);
    expect(seen.get(stuck)).toEqual([0]);
    expect(network.received()).toBeLessThan(2_000_000);
    release();
    await eventually(() => expect(seen.get(stuck)).toEqual(upTo(800)), { timeoutMs: 30_000 });
    await eventually(() => expect(finished()).toBe(40), { timeoutMs: 15_000 });
    expect(network.received()).toBeGreaterThan(8_000_000);
    await close();
    await world.close();
  });
});
