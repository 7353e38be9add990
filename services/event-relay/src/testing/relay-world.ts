import { randomUUID } from 'node:crypto';
import {
  type EventStore,
  type FeedHandler,
  type KafkaConnection,
  type KafkaEventFeed,
  type KafkaPublisher,
  kafkaEventFeed,
} from '@campaigns/event-sourcing';
import { type BreakableNetwork, breakableNetwork, eventually } from '@campaigns/testing';
import { expect } from '@jest/globals';
import { pino } from 'pino';
import { createRelay, type Relay, type RelayDependencies } from '../relay.ts';
import { relayedTopics } from '../relayed-topics.ts';
import { partitions, relayOn } from './relay-on-kafka.ts';
import { expectedIn } from './sample-log.ts';

export type RelayLine = Readonly<{ msg: string; leads?: boolean; events?: number; percent?: number }>;

/** A relay with a network of its own, and what it did. */
export type RelayProcess = Readonly<{
  relay: Relay;
  network: BreakableNetwork;
  /** When it published, in ms of `performance.now()`. */
  publishedAt: readonly number[];
  /** What Kafka answered to its claims. */
  claims: readonly unknown[];
  fencings: () => number;
  lines: readonly RelayLine[];
  close: () => Promise<void>;
}>;

export type RelayWorld = Readonly<{
  connection: KafkaConnection;
  start: (store: EventStore, more?: Partial<RelayDependencies>) => RelayProcess;
  /** Waits until both topics hold the log: every event once, in order per key. Fails at once when one is not in order. */
  expectWholeLog: (store: EventStore, timeoutMs: number) => Promise<void>;
  close: () => Promise<void>;
}>;

const start = (base: KafkaConnection, store: EventStore, more: Partial<RelayDependencies>): RelayProcess => {
  const network = breakableNetwork();
  const lines: RelayLine[] = [];
  const logger = pino({}, { write: (line) => void lines.push(JSON.parse(line) as RelayLine) });
  const { publisher, leadership } = relayOn({ ...base, connect: network.connect, logger });
  const publishedAt: number[] = [];
  const claims: unknown[] = [];
  let fencings = 0;
  const watched: Pick<KafkaPublisher, 'claim' | 'publish'> = {
    claim: async (signal) => {
      const position = await publisher.claim(signal);
      claims.push(position);
      return position;
    },
    publish: async (events) => {
      const published = await publisher.publish(events);
      if (published.outcome === 'published') publishedAt.push(performance.now());
      else fencings += 1;
      return published;
    },
  };
  const relay = createRelay({ store, publisher: watched, leadership, logger, ...more });
  return {
    ...{ relay, network, publishedAt, claims, lines },
    fencings: () => fencings,
    close: async () => {
      await relay.stop();
      await publisher.close();
    },
  };
};

/** Reads the topics from their beginning; the arrays grow. */
const received = (feed: KafkaEventFeed) =>
  Promise.all(
    relayedTopics.map(async (topic) => {
      const byKey = new Map<string, bigint[]>();
      const handle: FeedHandler = async ({ position }, { key }) => {
        const positions = byKey.get(key) ?? [];
        byKey.set(key, positions);
        positions.push(position);
        return { outcome: 'done' };
      };
      await feed.subscribe({ group: 'reader', topic, handle });
      return { topic, byKey };
    }),
  );

const isInOrder = (positions: readonly bigint[]): boolean =>
  positions.every((position, index) => position > (positions[index - 1] ?? -1n));

/** Relays on topics of their own on a cluster that others use too. */
export const relayWorld = (brokers: readonly string[]): RelayWorld => {
  const connection: KafkaConnection = { brokers, clientId: 'tests', namespace: `test-${randomUUID()}.` };
  const processes: RelayProcess[] = [];
  const feed = kafkaEventFeed({ connection, partitions });
  let topics: ReturnType<typeof received> | undefined;
  return {
    connection,
    start: (store, more = {}) => {
      const started = start(connection, store, more);
      processes.push(started);
      return started;
    },
    expectWholeLog: async (store, timeoutMs) => {
      topics ??= received(feed);
      for (const { topic, byKey } of await topics) {
        const expected = await expectedIn(store, topic);
        const count = (of: ReadonlyMap<string, readonly bigint[]>): number =>
          [...of.values()].reduce((sum, { length }) => sum + length, 0);
        const check = (): void => expect(count(byKey)).toBeGreaterThanOrEqual(count(expected));
        await eventually(check, { timeoutMs, everyMs: 50 });
        expect([...byKey.values()].filter((positions) => !isInOrder(positions))).toEqual([]);
        expect(byKey).toEqual(expected);
      }
    },
    close: async () => {
      await Promise.all(processes.map((each) => each.close()));
      await feed.close();
    },
  };
};
