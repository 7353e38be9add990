import { connect as connectTcp, type Socket } from 'node:net';
import type { StoredEvent, StreamName } from '@campaigns/contracts';
import { breakableNetwork, describeWithKafka, eventually } from '@campaigns/testing';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { Partitioners, type Producer } from 'kafkajs';
import { pino } from 'pino';
import { newStream, sampleEvent } from '../contract-suites/index.ts';
import type { Topic } from '../event-feed.ts';
import { LogUnavailable } from '../event-store.ts';
import { fromMessage, toMessage } from './cloud-event.ts';
import { type KafkaConnection, kafkaClient } from './connection.ts';
import { kafkaNames } from './names.ts';
import { type KafkaPublisher, type KafkaPublisherOptions, kafkaPublisher } from './publisher.ts';
import { append, numberOf } from './testing/appends.ts';
import { type KafkaWorld, kafkaWorld, partitions, samples } from './testing/kafka-world.ts';

jest.setTimeout(60_000);

const evens: Topic = { name: 'evens', keyOf: (event) => (numberOf(event) % 2 === 0 ? 'even' : undefined) };

const stored = (n: number, stream: StreamName = newStream(), data: object = {}): StoredEvent => ({
  ...sampleEvent({ n, ...data }),
  stream,
  revision: BigInt(n),
  position: BigInt(n),
  recordedAt: new Date('2026-03-01T09:00:00.000Z'),
});

describeWithKafka('A publisher to Kafka', (brokers) => {
  let world: KafkaWorld;
  let publishers: KafkaPublisher[];

  beforeEach(async () => {
    world = await kafkaWorld(brokers);
    publishers = [];
  });
  afterEach(async () => {
    for (const each of publishers) await each.close();
    await world.close();
  });

  const publisher = (more: Partial<KafkaPublisherOptions> = {}): KafkaPublisher => {
    const made = kafkaPublisher({
      ...{ connection: world.connection, name: 'writer', topics: [samples, evens], partitions },
      ...more,
    });
    publishers.push(made);
    return made;
  };
  /** A commit is answered a moment before readers see it. */
  const expectPublished = (topic: string, numbers: readonly number[]): Promise<void> =>
    eventually(async () => {
      const records = await world.recordsOf(topic);
      const events = records.map(fromMessage).flatMap((read) => (read.outcome === 'event' ? [read.event] : []));
      expect(events.map(numberOf).toSorted((a, b) => a - b)).toEqual(numbers);
    });

  it('writes each event to every topic that has a key for it', async () => {
    const writer = publisher();
    expect(await writer.claim()).toBe('start');
    const events = [stored(1), stored(2), stored(3, newStream('foreign')), stored(4, newStream('foreign'))];
    expect(await writer.publish(events)).toEqual({ outcome: 'published' });
    await expectPublished('samples', [1, 2]);
    await expectPublished('evens', [2, 4]);
  });

  it('goes on where the last of its name has stopped', async () => {
    const first = publisher();
    await first.claim();
    for (let n = 1; n <= 30; n += 1) await first.publish([stored(n)]);
    await first.close();
    expect(await publisher().claim()).toBe(30n);
    expect(await publisher({ name: 'another' }).claim()).toBe('start');
  });

  it('can publish more at once than a broker takes in one request', async () => {
    const writer = publisher();
    await writer.claim();
    const stream = newStream();
    // Three bytes for each character.
    const ballast = '春'.repeat(100_000);
    const events = Array.from({ length: 15 }, (_, n) => stored(n, stream, { ballast }));
    expect(await writer.publish(events)).toEqual({ outcome: 'published' });
    await eventually(async () => {
      const read = (await world.recordsOf('samples')).map(fromMessage);
      expect(read).toEqual(events.map((event) => ({ outcome: 'event', event })));
    });
  });

  it('does not warn of a transaction that begins before the last is written to its end', async () => {
    const lines: Readonly<{ level: number; kafka?: unknown }>[] = [];
    const logger = pino({ level: 'debug' }, { write: (line) => void lines.push(JSON.parse(line)) });
    const writer = publisher({ connection: { ...world.connection, logger } });
    await writer.claim();
    const tooSoon = () => lines.filter((line) => JSON.stringify(line).includes('concurrent operation'));
    for (let n = 1; n <= 1_000 && tooSoon().length === 0; n += 1) await writer.publish([stored(n)]);
    expect(new Set(tooSoon().map(({ level }) => level))).toEqual(new Set([20]));
  });

  it('is fenced by another of its name, publishes nothing any more and may take over again', async () => {
    const [first, second] = [publisher(), publisher()];
    await first.claim();
    await first.publish([stored(1)]);
    expect(await second.claim()).toBe(1n);
    expect(await first.publish([stored(2)])).toEqual({ outcome: 'fenced' });
    await expect(first.publish([stored(2)])).rejects.toBeInstanceOf(LogUnavailable);
    expect(await second.publish([stored(3)])).toEqual({ outcome: 'published' });
    await expectPublished('samples', [1, 3]);
    expect(await first.claim()).toBe(3n);
    expect(await second.publish([stored(4)])).toEqual({ outcome: 'fenced' });
    await expectPublished('samples', [1, 3]);
  });

  it('is told so when another of its name takes over during its claim', async () => {
    const before = publisher();
    await before.claim();
    await before.publish([stored(1)]);
    let refusals: readonly unknown[] = [];
    for (let round = 1; round <= 10 && refusals.length === 0; round += 1) {
      const claims = await Promise.allSettled(Array.from({ length: 6 }, () => publisher().claim()));
      refusals = claims.flatMap((claim) => (claim.status === 'rejected' ? [claim.reason] : []));
    }
    expect(refusals.length).toBeGreaterThan(0);
    expect(new Set(refusals.map((reason) => (reason as Error).name))).toEqual(new Set(['PublisherFenced']));
  });

  it('fails while Kafka is away, and a new claim tells what is published', async () => {
    const network = breakableNetwork();
    const writer = publisher({ connection: { ...world.connection, connect: network.connect } });
    await writer.claim();
    await writer.publish([stored(1)]);
    network.cut();
    await expect(writer.publish([stored(2)])).rejects.toBeInstanceOf(LogUnavailable);
    await expect(writer.claim()).rejects.toBeInstanceOf(LogUnavailable);
    network.mend();
    expect(await writer.claim()).toBe(1n);
    await writer.publish([stored(2)]);
    await expectPublished('samples', [1, 2]);
  });

  it('leaves no connection open when its claim is refused', async () => {
    const open = new Set<Socket>();
    const registration = 22;
    // Asks for a time limit of transactions that no broker allows.
    const connect: NonNullable<KafkaConnection['connect']> = (address) => {
      const socket = connectTcp(address);
      open.add(socket);
      socket.once('close', () => open.delete(socket));
      const write = socket.write.bind(socket) as (bytes: Buffer, encoding: BufferEncoding) => boolean;
      const orMuchLonger = (bytes: Buffer, encoding: BufferEncoding): boolean => {
        if (bytes.length > 6 && bytes.readInt16BE(4) === registration) bytes.writeInt32BE(0x7fffffff, bytes.length - 4);
        return write(bytes, encoding);
      };
      socket.write = orMuchLonger as Socket['write'];
      return socket;
    };
    const claim = publisher({ connection: { ...world.connection, connect } }).claim();
    await expect(claim).rejects.toMatchObject({ type: 'INVALID_TRANSACTION_TIMEOUT' });
    await eventually(() => expect(open.size).toBe(0));
  });

  /** A producer that gives up or leaves open what the publisher would commit. */
  const rawProducer = async (): Promise<Producer> => {
    const producer = kafkaClient(world.connection).producer({
      ...{ transactionalId: `raw-${newStream()}`, idempotent: true, maxInFlightRequests: 1 },
      createPartitioner: Partitioners.DefaultPartitioner,
    });
    await producer.connect();
    return producer;
  };

  it('is read only of what it has committed', async () => {
    const { feed, close } = await world.join();
    const seen: number[] = [];
    await feed.subscribe({
      group: 'group',
      topic: samples,
      handle: async (event) => {
        seen.push(numberOf(event));
        return { outcome: 'done' };
      },
    });
    const stream = newStream();
    await append(world.store, stream, 0, 1);
    await eventually(() => expect(seen).toEqual([0]), { timeoutMs: 15_000 });
    const producer = await rawProducer();
    const topic = kafkaNames(world.connection.namespace).topic(samples.name);
    const messageOf = (n: number) => {
      const { key, value, headers } = toMessage(stored(n, stream), stream);
      return { key, value, headers: { ...headers } };
    };
    const aborted = await producer.transaction();
    await aborted.send({ topic, messages: [messageOf(100), messageOf(101)] });
    await aborted.abort();
    await append(world.store, stream, 1, 1);
    await eventually(() => expect(seen).toEqual([0, 1]));
    const open = await producer.transaction();
    await open.send({ topic, messages: [messageOf(200)] });
    await append(world.store, stream, 2, 1);
    await eventually(async () => expect((await world.offsetsOf('group')).size).toBe(1));
    expect(seen).toEqual([0, 1]);
    await open.commit();
    await eventually(() => expect(seen).toEqual([0, 1, 200, 2]));
    await producer.disconnect();
    await close();
  });
});
