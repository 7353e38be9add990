import {
  describeWithKafkaJars,
  eventually,
  inMemoryEventStore,
  type KafkaBroker,
  startKafkaBroker,
} from '@campaigns/testing';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { relayWorld } from './testing/relay-world.ts';
import { appendPart } from './testing/sample-log.ts';

jest.setTimeout(180_000);

describeWithKafkaJars('A relay whose broker is killed and started again', (classpath) => {
  let broker: KafkaBroker;

  beforeEach(async () => {
    broker = await startKafkaBroker(classpath);
  });
  afterEach(async () => {
    await broker.stop();
  });

  it('goes on by itself: nothing is lost, nothing comes twice or out of order', async () => {
    const world = relayWorld(broker.brokers);
    const store = inMemoryEventStore();
    const { relay } = world.start(store);
    let n = 0;
    const appendParts = async (count: number): Promise<void> => {
      for (const end = n + count; n < end; n += 1) await appendPart(store, 50, n);
    };
    await appendParts(20);
    await eventually(() => expect(relay.status().published).toBeGreaterThan(0), { timeoutMs: 30_000 });
    // Some of it is on its way when the broker dies.
    await appendParts(40);
    await broker.kill();
    await appendParts(20);
    await eventually(() => expect(relay.status().state).not.toBe('relaying'), { timeoutMs: 30_000 });
    await broker.restart();
    await world.expectWholeLog(store, 90_000);
    await appendParts(5);
    await world.expectWholeLog(store, 30_000);
    await world.close();
  });
});
