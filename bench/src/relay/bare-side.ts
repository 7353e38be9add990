import { relayedTopics } from '@campaigns/event-relay';
import kafkajs, { type Producer, type TopicMessages } from 'kafkajs';
import type { Setting } from '../benchmark.ts';
import { bareKafka, createBareTopics } from '../kafka/bare-client.ts';

type Requests = readonly TopicMessages[][];

/** Each resolves to the milliseconds that it took. */
export type BareProducers = Readonly<{
  /** Stands before the names of their topics. */
  prefix: string;
  /** Request after request, each acknowledged by all replicas before the next. */
  plain: (requests: Requests) => Promise<number>;
  /** The same in transactions as large as the relay's. */
  transactional: (requests: Requests) => Promise<number>;
}>;

const prefix = 'bare.';
const requestsInTransaction = 2;

const connected = async (producer: Producer, track: Setting['track']): Promise<Producer> => {
  await producer.connect();
  return track('bare producer', producer, (each) => each.disconnect());
};

const timed = async (send: () => Promise<void>): Promise<number> => {
  const startedAt = performance.now();
  await send();
  return performance.now() - startedAt;
};

/** Two producers of messages that are there already. */
export const bareProducers = async (brokers: readonly string[], track: Setting['track']): Promise<BareProducers> => {
  const kafka = bareKafka(brokers);
  const topics = relayedTopics.map(({ name }) => `${prefix}${name}`);
  await createBareTopics(kafka, topics);
  const createPartitioner = kafkajs.Partitioners.DefaultPartitioner;
  const plain = await connected(kafka.producer({ createPartitioner }), track);
  const transactional = await connected(
    kafka.producer({
      ...{ createPartitioner, transactionalId: 'bare', idempotent: true, maxInFlightRequests: 1 },
      // By default it waits 300 ms when a transaction begins before the broker has written the end of the last.
      retry: { initialRetryTime: 5, retries: 11 },
    }),
    track,
  );

  const inTransaction = async (requests: Requests): Promise<void> => {
    const transaction = await transactional.transaction();
    for (const topicMessages of requests) await transaction.sendBatch({ topicMessages });
    await transaction.commit();
  };
  return {
    prefix,
    plain: (requests) =>
      timed(async () => {
        for (const topicMessages of requests) await plain.sendBatch({ topicMessages, acks: -1 });
      }),
    transactional: (requests) =>
      timed(async () => {
        for (let at = 0; at < requests.length; at += requestsInTransaction) {
          await inTransaction(requests.slice(at, at + requestsInTransaction));
        }
      }),
  };
};
