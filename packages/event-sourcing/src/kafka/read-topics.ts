import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Admin, EachBatchHandler, Kafka } from 'kafkajs';
import { LogUnavailable } from '../event-store.ts';
import type { KafkaRecord } from './record.ts';
import { withCauses } from './unavailable.ts';

export type ReadRecord = Readonly<{ topic: string; partition: number; offset: bigint; record: KafkaRecord }>;

type Stretch = Readonly<{ topic: string; partition: number; from: bigint; to: bigint }>;

export type ReadTopicsOptions = Readonly<{
  kafka: Kafka;
  admin: Admin;
  topics: readonly string[];
  /** For the name of the group that reads; it keeps no offsets and is gone afterwards. */
  reader: string;
  /** Read at most this many offsets of each partition, the last ones. Default: all. */
  last?: bigint;
  /** Read up to this offset of each partition, and wait for it. Default: what there is to read now. */
  to?: bigint;
  /** Also what is not committed, or given up. Default: false. */
  uncommitted?: boolean;
}>;

const limitMs = 30_000;
const loadingPauseMs = 100;
const isLoading = (error: unknown): boolean => withCauses(error).some(({ type }) => type === 'GROUP_LOAD_IN_PROGRESS');
const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** What there is to read; partitions with nothing in them are left out. */
const stretches = async ({ admin, topics, last, to: end }: ReadTopicsOptions): Promise<readonly Stretch[]> => {
  const perTopic = topics.map(async (topic) => {
    const offsets = await admin.fetchTopicOffsets(topic);
    return offsets.map(({ partition, low, high }): Stretch => {
      const to = end ?? BigInt(high);
      return { topic, partition, from: last === undefined ? BigInt(low) : max(BigInt(low), to - last), to };
    });
  });
  return (await Promise.all(perTopic)).flat().filter(({ from, to }) => from < to);
};

const readOnce = async (options: ReadTopicsOptions): Promise<readonly ReadRecord[]> => {
  const { kafka, topics, reader, uncommitted = false } = options;
  const wanted = await stretches(options);
  if (wanted.length === 0) return [];
  const ends = new Map(wanted.map(({ topic, partition, to }) => [`${topic}/${partition}`, to]));
  const found: ReadRecord[] = [];
  const { promise: done, resolve, reject } = Promise.withResolvers<void>();
  const consumer = kafka.consumer({
    groupId: `${reader}-${randomUUID()}`,
    maxWaitTimeInMs: 100,
    readUncommitted: uncommitted,
    retry: { retries: 5, restartOnFailure: async () => false },
  });
  consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
  consumer.on(consumer.events.GROUP_JOIN, () => {
    for (const { topic, partition, from } of wanted) consumer.seek({ topic, partition, offset: `${from}` });
  });
  // Told of every stretch read, also of one in which nothing is committed.
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload: { topic, partition, lastOffset } }) => {
    const name = `${topic}/${partition}`;
    if (BigInt(lastOffset) + 1n >= (ends.get(name) ?? 0n)) ends.delete(name);
    if (ends.size === 0) resolve();
  });
  let isOver = false;
  const eachBatch: EachBatchHandler = async ({ batch: { topic, partition, messages } }) => {
    for (const { offset, key, value, headers = {} } of messages) {
      found.push({ topic, partition, offset: BigInt(offset), record: { key, value, headers } });
    }
  };
  const begin = async (): Promise<void> => {
    const steps = [
      () => consumer.connect(),
      () => consumer.subscribe({ topics: [...topics], fromBeginning: true }),
      () => consumer.run({ autoCommit: false, eachBatch }),
    ];
    for (const step of steps) {
      await step();
      // A step that the limit has overtaken comes to its end behind the caller's back: what it opened must not stay.
      if (isOver) return consumer.disconnect();
    }
  };
  const timer = setTimeout(() => reject(new LogUnavailable(`Reading took more than ${limitMs} ms`)), limitMs);
  try {
    // Any of the steps may outlast the limit, so that is listened to from here on.
    await Promise.race([begin(), done]);
    await done;
  } finally {
    isOver = true;
    clearTimeout(timer);
    await consumer.disconnect();
  }
  return found;
};

/** Every committed record that lies in the topics at the time of the call, in order per partition, unless told otherwise. */
export const readTopics = async (options: ReadTopicsOptions): Promise<readonly ReadRecord[]> => {
  const endsAt = performance.now() + limitMs;
  for (;;) {
    try {
      return await readOnce(options);
    } catch (error) {
      // The client gives up at once while the coordinator of a group still loads, as the first group of a broker finds it.
      if (!isLoading(error) || performance.now() > endsAt) throw error;
      await delay(loadingPauseMs);
    }
  }
};
