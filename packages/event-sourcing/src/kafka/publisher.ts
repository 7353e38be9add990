import type { StoredEvent } from '@campaigns/contracts';
import { type Admin, type Kafka, Partitioners, type Producer, type TopicMessages } from 'kafkajs';
import type { Topic } from '../event-feed.ts';
import { type After, LogUnavailable } from '../event-store.ts';
import { toMessage } from './cloud-event.ts';
import { type KafkaConnection, kafkaClient } from './connection.ts';
import { cuttableNetwork } from './cuttable-network.ts';
import { type KafkaNames, kafkaNames } from './names.ts';
import { giveUpWhatIsOpen, type WholeTopic } from './open-transactions.ts';
import { portions } from './portions.ts';
import { type ReadRecord, type ReadTopicsOptions, readTopics } from './read-topics.ts';
import { defaultPartitions, ensureTopic } from './topics.ts';
import { ending, isFenced, unavailableOr } from './unavailable.ts';
import { untilAborted } from './until-aborted.ts';

export type KafkaPublisherOptions = Readonly<{
  connection: KafkaConnection;
  /** Publishers of the same name take each other's place: one at most is at work. */
  name: string;
  topics: readonly Topic[];
  /** Of a topic that is missing and is created. Default 12. */
  partitions?: number;
}>;

/** `fenced`: nothing was published, because another publisher of the same name has taken over. */
export type Published = Readonly<{ outcome: 'published' }> | Readonly<{ outcome: 'fenced' }>;

/** Another publisher of the same name has taken over while this one was about to. */
export class PublisherFenced extends Error {
  override readonly name = 'PublisherFenced';
}

export type KafkaPublisher = Readonly<{
  /**
   * Takes over: creates the topics that are missing, ends what another publisher of this name has begun and keeps it from
   * publishing more. Resolves to the position up to which the log is published. Throws `LogUnavailable`, `PublisherFenced`,
   * and the signal's reason as soon as that aborts: who has given way keeps nobody from publishing.
   */
  claim: (signal?: AbortSignal) => Promise<After>;
  /**
   * Publishes events of the log, in its order, to every topic that has a key for them, all or none. Once it was fenced or
   * has thrown, only `claim` goes on: what it resolves to tells whether the events are published. Throws `LogUnavailable`
   * when Kafka is away and when there is no claim.
   */
  publish: (events: readonly StoredEvent[]) => Promise<Published>;
  /** Gives up the claim and ends the connections. */
  close: () => Promise<void>;
}>;

// The broker writes the end of a transaction after it has answered, and refuses the next one for that moment.
const retry = { initialRetryTime: 2, multiplier: 2, factor: 0.2, maxRetryTime: 1_000, retries: 12 };
/** How long a publisher that fell silent in a transaction holds up readers. */
const transactionTimeoutMs = 30_000;

type Sendable = Readonly<{ topic: string; message: ReturnType<typeof toMessage> }>;

const byTopic = (messages: readonly Sendable[]): TopicMessages[] =>
  [...Map.groupBy(messages, ({ topic }) => topic)].map(([topic, of]) => ({
    topic,
    messages: of.map(({ message }) => ({ ...message, headers: { ...message.headers } })),
  }));

const messagesOf = (events: readonly StoredEvent[], topics: readonly Topic[], names: KafkaNames): readonly Sendable[] =>
  events.flatMap((event) =>
    topics.flatMap((topic) => {
      const key = topic.keyOf(event);
      return key === undefined ? [] : [{ topic: names.topic(topic.name), message: toMessage(event, key) }];
    }),
  );

type Clients = Readonly<{ kafka: Kafka; admin: Admin }>;

const lastTextIn = (records: readonly ReadRecord[]): string | undefined =>
  records.map(({ record }) => record.value?.toString() ?? '').findLast((text) => text !== '');

/** A producer that has fenced those of its name before it. */
const claimed = async (kafka: Kafka, transactionalId: string): Promise<Producer> => {
  const producer = kafka.producer({
    transactionalId,
    idempotent: true,
    maxInFlightRequests: 1,
    transactionTimeout: transactionTimeoutMs,
    createPartitioner: Partitioners.DefaultPartitioner,
    retry,
  });
  try {
    await producer.connect();
    // The client registers with the first transaction; this one has nothing in it and costs nothing to end.
    await (await producer.transaction()).abort();
    return producer;
  } catch (error) {
    // Nobody else knows of it, so its connections would stay for as long as the process runs.
    await producer.disconnect().catch(() => undefined);
    throw error;
  }
};

/**
 * Writes the log to Kafka. The position travels in the same transaction as the events, in a topic `<name>.positions`, so a
 * publisher that starts again goes on exactly where the last one has stopped.
 */
export const kafkaPublisher = (options: KafkaPublisherOptions): KafkaPublisher => {
  const { connection, name, topics, partitions = defaultPartitions } = options;
  const names = kafkaNames(connection.namespace);
  const positions = names.topic(`${name}.positions`);
  let producer: Producer | undefined;

  const lastPosition = async (read: ReadTopicsOptions): Promise<After> => {
    // One record a transaction, and a marker after it: the last few offsets have one, unless many were given up.
    const text = lastTextIn(await readTopics({ ...read, last: 20n })) ?? lastTextIn(await readTopics(read));
    return text === undefined ? 'start' : BigInt(text);
  };

  /**
   * Up to where the log is published. A transaction whose position is not among what is committed was given up, in every
   * topic, also where its end is missing.
   */
  const settle = async (next: Producer, clients: Clients, written: readonly WholeTopic[]): Promise<After> => {
    const ends = await giveUpWhatIsOpen(next, [{ topic: positions, partitions: 1 }]);
    const to = ends.get(positions) ?? 0n;
    if (to === 0n) return 'start';
    const read = { ...clients, topics: [positions], reader: names.client(`${name}-positions`), to };
    const [committed, begun] = await Promise.all([lastPosition(read), lastPosition({ ...read, uncommitted: true })]);
    if (begun !== committed) await giveUpWhatIsOpen(next, written);
    return committed;
  };

  const letGo = async (): Promise<void> => {
    const given = producer;
    producer = undefined;
    await given?.disconnect().catch((error: unknown) => connection.logger?.warn({ err: error }, 'producer not closed'));
  };

  const send = async (from: Producer, messages: readonly Sendable[]): Promise<void> => {
    const transaction = await from.transaction();
    try {
      for (const portion of portions(messages, ({ message }) => Buffer.byteLength(message.value))) {
        await transaction.sendBatch({ topicMessages: byTopic(portion) });
      }
      await ending(() => transaction.commit());
    } catch (error) {
      // Readers need not wait for the time limit. When this fails too, the next claim ends the transaction.
      if (transaction.isActive()) await transaction.abort().catch(() => undefined);
      throw error;
    }
  };

  const takeOver = async (kafka: Kafka, signal: AbortSignal | undefined): Promise<After> => {
    const admin = kafka.admin();
    try {
      await admin.connect();
      const written: WholeTopic[] = [];
      for (const topic of topics.map((each) => names.topic(each.name))) {
        written.push({ topic, partitions: await ensureTopic(admin, { topic, partitions }) });
      }
      await ensureTopic(admin, { topic: positions, partitions: 1, compacted: true });
      signal?.throwIfAborted();
      const next = await claimed(kafka, names.client(name));
      // By now another claim may be under way here, whose producer this one must not replace.
      signal?.throwIfAborted();
      producer = next;
      return await settle(next, { kafka, admin }, written);
    } finally {
      await admin.disconnect();
    }
  };

  return {
    claim: async (signal) => {
      await letGo();
      const { connect, cut } = cuttableNetwork(connection.connect);
      const kafka = kafkaClient({ ...connection, connect }, retry);
      try {
        return await untilAborted(signal, cut, () => takeOver(kafka, signal));
      } catch (error) {
        if (!isFenced(error)) throw unavailableOr(error);
        await letGo();
        throw new PublisherFenced('Another publisher of this name has taken over', { cause: error });
      }
    },
    publish: async (events) => {
      const last = events.at(-1);
      if (last === undefined) return { outcome: 'published' };
      if (producer === undefined) throw new LogUnavailable('There is no claim: it was never made, or it was lost');
      const position = { topic: positions, message: { key: name, value: `${last.position}`, headers: {} } };
      try {
        // First, since a transaction may be lost between two portions: what has begun shows by its position, see `settle`.
        await send(producer, [position, ...messagesOf(events, topics, names)]);
        return { outcome: 'published' };
      } catch (error) {
        await letGo();
        if (isFenced(error)) return { outcome: 'fenced' };
        throw unavailableOr(error);
      }
    },
    close: letGo,
  };
};
