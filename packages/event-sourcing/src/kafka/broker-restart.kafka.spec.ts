import { describeWithKafkaJars, eventually, type KafkaBroker, startKafkaBroker } from '@campaigns/testing';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { newStream } from '../contract-suites/index.ts';
import { append, numberOf, upTo } from './testing/appends.ts';
import { kafkaWorld, samples } from './testing/kafka-world.ts';

jest.setTimeout(120_000);

describeWithKafkaJars('A broker that is killed and started again', (classpath) => {
  let broker: KafkaBroker;

  beforeEach(async () => {
    broker = await startKafkaBroker(classpath);
  });
  afterEach(async () => {
    await broker.stop();
  });

  it('loses nothing, and publishing and consuming go on by themselves', async () => {
    const world = await kafkaWorld(broker.brokers);
    const { feed, deadLetters, close } = await world.join();
    const stream = newStream();
    const seen: number[] = [];
    await feed.subscribe({
      group: 'group',
      topic: samples,
      handle: async (event) => {
        seen.push(numberOf(event));
        return numberOf(event) % 10 === 1 ? { outcome: 'reject', reason: 'no' } : { outcome: 'done' };
      },
    });
    await append(world.store, stream, 0, 10);
    await eventually(() => expect(seen).toEqual(upTo(10)), { timeoutMs: 20_000 });
    await broker.kill();
    await append(world.store, stream, 10, 10);
    await broker.restart();
    await eventually(() => expect(seen.at(-1)).toBe(19), { timeoutMs: 60_000 });
    expect([...new Set(seen)]).toEqual(upTo(20));
    expect(await deadLetters.list()).toMatchObject([
      { reason: 'no', event: { stream, data: { n: 1 } } },
      { reason: 'no', event: { stream, data: { n: 11 } } },
    ]);
    await close();
    await world.close();
  });
});
