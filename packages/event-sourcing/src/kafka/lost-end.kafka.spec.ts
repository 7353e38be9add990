import { readdir, readFile, truncate } from 'node:fs/promises';
import { connect as connectTcp, type Socket } from 'node:net';
import { join } from 'node:path';
import type { StoredEvent, StreamName } from '@campaigns/contracts';
import { describeWithKafkaJars, eventually, type KafkaBroker, startKafkaBroker } from '@campaigns/testing';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { newStream, sampleEvent } from '../contract-suites/index.ts';
import { LogUnavailable } from '../event-store.ts';
import { fromMessage } from './cloud-event.ts';
import { type KafkaConnection, kafkaClient } from './connection.ts';
import { kafkaPublisher } from './publisher.ts';
import { readTopics } from './read-topics.ts';
import { numberOf } from './testing/appends.ts';
import { partitions, samples } from './testing/kafka-world.ts';

jest.setTimeout(120_000);

/** The number of the request that carries records, in the protocol of Kafka. */
const produce = 0;

/** A network that loses, from `lose` to `mend`, whatever comes behind the first portion of a transaction. */
const forgetfulNetwork = () => {
  const lost = Promise.withResolvers<void>();
  let portionsLeft = Number.POSITIVE_INFINITY;
  const connect: NonNullable<KafkaConnection['connect']> = (address): Socket => {
    const socket = connectTcp({ ...address, noDelay: true });
    const write = socket.write.bind(socket) as (bytes: Buffer, encoding: BufferEncoding) => boolean;
    const orLose = (bytes: Buffer, encoding: BufferEncoding): boolean => {
      // Four bytes of length, then the number of the request.
      const isPortion = bytes.length > 6 && bytes.readInt16BE(4) === produce;
      if (portionsLeft > 0) {
        if (isPortion) portionsLeft -= 1;
        return write(bytes, encoding);
      }
      lost.resolve();
      return true;
    };
    socket.write = orLose as Socket['write'];
    return socket;
  };
  return {
    connect,
    lost: lost.promise,
    lose: () => {
      portionsLeft = 1;
    },
    mend: () => {
      portionsLeft = Number.POSITIVE_INFINITY;
    },
  };
};

/** Takes from the coordinator what it wrote last, which is that a transaction has begun. The broker must not run. */
const forgetLastTransaction = async ({ storage }: KafkaBroker): Promise<void> => {
  const folders = (await readdir(storage)).filter((name) => name.startsWith('__transaction_state-'));
  for (const folder of folders) {
    const file = join(storage, folder, '00000000000000000000.log');
    const bytes = await readFile(file);
    let lastAt = 0;
    // Eight bytes of offset and four of the length of what follows.
    for (let at = 0; at < bytes.length; at += 12 + bytes.readInt32BE(at + 8)) lastAt = at;
    await truncate(file, lastAt);
  }
};

const stored = (n: number, stream: StreamName, data: object = {}): StoredEvent => ({
  ...sampleEvent({ n, ...data }),
  stream,
  revision: 0n,
  position: BigInt(n),
  recordedAt: new Date('2026-03-01T09:00:00.000Z'),
});

describeWithKafkaJars('A publisher whose broker has forgotten a transaction that lies in the topics', (classpath) => {
  let broker: KafkaBroker;

  beforeEach(async () => {
    broker = await startKafkaBroker(classpath);
  });
  afterEach(() => broker.stop());

  const published = async (): Promise<readonly number[]> => {
    const kafka = kafkaClient({ brokers: broker.brokers, clientId: 'looking' });
    const admin = kafka.admin();
    await admin.connect();
    const records = await readTopics({ kafka, admin, topics: [samples.name], reader: 'looking' });
    await admin.disconnect();
    const events = records.map(({ record }) => fromMessage(record));
    return events
      .flatMap((read) => (read.outcome === 'event' ? [numberOf(read.event)] : [-1]))
      .toSorted((a, b) => a - b);
  };

  /** The first four of twelve events are published, the others are lost on the way and forgotten. */
  const expectPublishedOnce = async (events: readonly StoredEvent[]): Promise<void> => {
    const network = forgetfulNetwork();
    const connection = { brokers: broker.brokers, clientId: 'tests', connect: network.connect };
    const writer = kafkaPublisher({ connection, name: 'writer', topics: [samples], partitions });
    expect(await writer.claim()).toBe('start');
    await writer.publish(events.slice(0, 4));
    network.lose();
    const failing = expect(writer.publish(events.slice(4))).rejects.toThrow(LogUnavailable);
    await network.lost;
    await broker.kill();
    await failing;
    await forgetLastTransaction(broker);
    network.mend();
    await broker.restart();

    // Away until its coordinators are loaded.
    expect(await eventually(() => writer.claim(), { timeoutMs: 30_000, everyMs: 100 })).toBe(4n);
    expect(await writer.publish(events.slice(4, 5))).toEqual({ outcome: 'published' });
    await eventually(async () => expect(await published()).toEqual([1, 2, 3, 4, 5]), { timeoutMs: 10_000 });
    expect(await writer.publish(events.slice(5))).toEqual({ outcome: 'published' });
    const all = events.map(numberOf);
    await eventually(async () => expect(await published()).toEqual(all), { timeoutMs: 10_000 });
    await writer.close();
  };

  it('publishes it again and once, and leaves nothing open that would hide what comes behind', async () => {
    // Of streams of their own, so the first event goes to one partition: in the others lies what was forgotten.
    await expectPublishedOnce(Array.from({ length: 12 }, (_, index) => stored(index + 1, newStream())));
  });

  it('publishes it once also when it was lost behind the first of several portions', async () => {
    const stream = newStream();
    // Three bytes for each character: two events make a portion. All of one stream, so one partition has all of them.
    const ballast = '春'.repeat(100_000);
    await expectPublishedOnce(Array.from({ length: 12 }, (_, index) => stored(index + 1, stream, { ballast })));
  });
});
