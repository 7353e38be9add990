import type { Producer } from 'kafkajs';
import { ending } from './unavailable.ts';

/** A topic and how many partitions it has. */
export type WholeTopic = Readonly<{ topic: string; partitions: number }>;

/** Has no position: what is read at this key is nothing. */
const nothing = { key: 'nothing', value: '' };

/**
 * Ends as given up whatever a producer of this name has begun in these topics and what has no end there; resolves to the
 * offset behind which, in each first partition, nothing of it can lie.
 *
 * The coordinator ends what it knows of. But a broker that is killed between the decision to commit and the markers in the
 * partitions has been seen (4.4.0, one node) to come back, call the transaction complete and write no markers. Its records
 * then lie open: they hide all that comes behind them, and the next transaction of this name would commit them with its own.
 *
 * Not covered: a transaction whose markers were written in some of its partitions only. When the position has none, all is
 * published again, so twice where there was a marker. When the position has one, events without stay open until the next
 * transaction of this name in their partition, and end as that does: given up with it, they are lost. Nor is a first portion
 * that reached the brokers of its events and not the one of the position: nothing shows then that it has begun.
 */
export const giveUpWhatIsOpen = async (
  producer: Producer,
  topics: readonly WholeTopic[],
): Promise<ReadonlyMap<string, bigint>> => {
  const transaction = await producer.transaction();
  const written = await transaction.sendBatch({
    topicMessages: topics.map(({ topic, partitions }) => ({
      topic,
      messages: Array.from({ length: partitions }, (_, partition) => ({ ...nothing, partition })),
    })),
  });
  await ending(() => transaction.abort());
  const first = written.filter(({ partition }) => partition === 0);
  return new Map(first.map(({ topicName, baseOffset }) => [topicName, BigInt(baseOffset ?? 0)]));
};
