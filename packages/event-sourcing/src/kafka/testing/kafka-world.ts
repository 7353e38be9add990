import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BreakableNetwork, breakableNetwork, inMemoryEventStore } from '@campaigns/testing';
import type { FeedProcess } from '../../contract-suites/index.ts';
import type { Topic } from '../../event-feed.ts';
import { type EventStore, LogUnavailable } from '../../event-store.ts';
import { type KafkaConnection, kafkaClient } from '../connection.ts';
import { type KafkaEventFeedOptions, kafkaEventFeed } from '../event-feed.ts';
import { kafkaNames } from '../names.ts';
import { type KafkaPublisher, kafkaPublisher } from '../publisher.ts';
import { readTopics } from '../read-topics.ts';
import type { KafkaRecord } from '../record.ts';

/** The shortest that every broker allows. */
export const sessionTimeoutMs = 6_000;
export const partitions = 4;

/** Streams of the category `sample`, keyed by stream. */
export const samples: Topic = {
  name: 'samples',
  keyOf: ({ stream }) => (stream.startsWith('sample-') ? stream : undefined),
};

export type KafkaProcess = FeedProcess & Readonly<{ network: BreakableNetwork }>;

export type KafkaWorld = Readonly<{
  /** What is appended here goes to Kafka. */
  store: EventStore;
  connection: KafkaConnection;
  join: (options?: Partial<KafkaEventFeedOptions>) => Promise<KafkaProcess>;
  /** What lies in a topic now; `name` without the namespace. */
  recordsOf: (name: string) => Promise<readonly KafkaRecord[]>;
  /** The offset that a group goes on at, per partition of `samples` that it has one for. */
  offsetsOf: (group: string) => Promise<ReadonlyMap<number, bigint>>;
  close: () => Promise<void>;
}>;

/** Publishes what is appended until the signal aborts, however often Kafka goes away. */
const relay = async (store: EventStore, publisher: KafkaPublisher, signal: AbortSignal): Promise<void> => {
  while (!signal.aborted) {
    try {
      for await (const events of store.follow(await publisher.claim(), 500, signal)) {
        const published = await publisher.publish(events);
        if (published.outcome === 'fenced') throw new Error('Another publisher has taken over');
      }
    } catch (error) {
      if (!(error instanceof LogUnavailable)) throw error;
      await sleep(100);
    }
  }
};

/** A process with a network of its own, which a crash cuts. */
const join = (connection: KafkaConnection, options: Partial<KafkaEventFeedOptions>): KafkaProcess => {
  const network = breakableNetwork();
  const feed = kafkaEventFeed({
    ...{ partitions, sessionTimeoutMs, heartbeatMs: 300, rebalanceTimeoutMs: 6_000, commitEveryMs: 100 },
    ...options,
    connection: { ...connection, connect: network.connect },
  });
  return {
    feed,
    deadLetters: feed.deadLetters,
    network,
    crash: async () => network.cut(),
    // It waits for a handler that never ends for most of the rebalance timeout.
    close: feed.close,
  };
};

/** A log that goes to topics of its own on a cluster that others use too. */
export const kafkaWorld = async (brokers: readonly string[]): Promise<KafkaWorld> => {
  const connection: KafkaConnection = { brokers, clientId: 'tests', namespace: `test-${randomUUID()}.` };
  const names = kafkaNames(connection.namespace);
  const kafka = kafkaClient(connection);
  const admin = kafka.admin();
  await admin.connect();
  const store = inMemoryEventStore();
  const publisher = kafkaPublisher({ connection, name: 'relay', topics: [samples], partitions });
  const stopping = new AbortController();
  const relaying = relay(store, publisher, stopping.signal);
  // Reported when the world is closed; until then the test fails of what did not arrive.
  relaying.catch(() => undefined);
  return {
    store,
    connection,
    join: (options = {}) => Promise.resolve(join(connection, options)),
    recordsOf: async (name) => {
      const found = await readTopics({ kafka, admin, topics: [names.topic(name)], reader: names.client('looking') });
      return found.map(({ record }) => record);
    },
    offsetsOf: async (group) => {
      const [of] = await admin.fetchOffsets({
        groupId: names.group(group, samples.name),
        topics: [names.topic(samples.name)],
      });
      const known = of?.partitions.filter(({ offset }) => offset !== '-1') ?? [];
      return new Map(known.map(({ partition, offset }) => [partition, BigInt(offset)]));
    },
    close: async () => {
      stopping.abort();
      await relaying;
      await publisher.close();
      const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(names.topic('')));
      await admin.deleteTopics({ topics });
      await admin.disconnect();
    },
  };
};
