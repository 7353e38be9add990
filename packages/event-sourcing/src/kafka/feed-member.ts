import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin, Batch, Consumer, ConsumerGroupJoinEvent, EachBatchPayload, Kafka } from 'kafkajs';
import type { Logger } from 'pino';
import type { Subscription } from '../event-feed.ts';
import { type Assignment, workOn } from './assignment.ts';
import { coPartitioned } from './co-partitioned.ts';
import type { LetterBox } from './dead-letters.ts';
import { membershipLease } from './membership-lease.ts';
import type { KafkaNames } from './names.ts';
import { type Member, offsetCommits } from './offset-commits.ts';
import type { ReadRecord } from './read-topics.ts';
import { tenure } from './tenure.ts';
import { ensureTopic } from './topics.ts';

export type FeedMemberOptions = Readonly<{
  kafka: Kafka;
  admin: () => Promise<Admin>;
  names: KafkaNames;
  letters: LetterBox;
  logger: Logger | undefined;
  subscription: Subscription;
  partitions: number;
  sessionTimeoutMs: number;
  rebalanceTimeoutMs: number;
  heartbeatMs: number;
  commitEveryMs: number;
  windowLimit: number;
}>;

/** How long the client waits at a broker for news: as long can a paused partition take to go on. */
const maxWaitMs = 200;
/** A window that is full but for one message grows by at most this. */
const bytesAtOnce = 262_144;
const disconnectLimitMs = 5_000;
// While work must be finished before a join, the client asks again after each of these waits.
const joinRetry = { initialRetryTime: 20, multiplier: 1.5, factor: 0.1, maxRetryTime: 250, retries: 2_000 };

const isWaitedFor = (error: unknown): boolean =>
  (error as Readonly<{ type?: unknown }>).type === 'REBALANCE_IN_PROGRESS';

const recordsOf = ({ topic, partition, messages }: Batch): readonly ReadRecord[] =>
  messages.map(({ offset, key, value, headers = {} }) => ({
    topic,
    partition,
    offset: BigInt(offset),
    record: { key, value, headers },
  }));

/** Makes the topics that are missing; resolves to the number of partitions that the dead letters have. */
const prepareTopics = async ({ admin, names, subscription, partitions }: FeedMemberOptions): Promise<number> => {
  const client = await admin();
  const { name } = subscription.topic;
  const count = await ensureTopic(client, { topic: names.topic(name), partitions });
  return ensureTopic(client, { topic: names.deadLetters(name), partitions: count, compacted: true });
};

const consumerFor = (options: FeedMemberOptions, mayJoin: () => boolean): Consumer => {
  const { kafka, names, subscription, sessionTimeoutMs, rebalanceTimeoutMs, heartbeatMs } = options;
  return kafka.consumer({
    groupId: names.group(subscription.group, subscription.topic.name),
    partitionAssigners: [coPartitioned(mayJoin)],
    sessionTimeout: sessionTimeoutMs,
    rebalanceTimeout: rebalanceTimeoutMs,
    heartbeatInterval: heartbeatMs,
    maxWaitTimeInMs: maxWaitMs,
    maxBytesPerPartition: bytesAtOnce,
    readUncommitted: false,
    // A client that has given up is replaced by a new one, not started again.
    retry: { ...joinRetry, restartOnFailure: async () => false },
  });
};

const whenAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** Works as a member of the group until the signal aborts; rejects when the client has given up. */
export const workAsMember = async (options: FeedMemberOptions, stopping: AbortSignal): Promise<void> => {
  const { names, letters, logger, subscription, windowLimit } = options;
  const { sessionTimeoutMs, rebalanceTimeoutMs, heartbeatMs, commitEveryMs } = options;
  const facts = { group: subscription.group, topic: subscription.topic.name };
  const topic = names.topic(subscription.topic.name);
  const letterTopic = names.deadLetters(subscription.topic.name);
  const letterPartitions = await prepareTopics(options);

  const lease = membershipLease(sessionTimeoutMs, heartbeatMs);
  const commits = offsetCommits(topic);
  const paused = new Set<number>();
  let member: Member | undefined;
  let isLeaving = false;

  const commit = async (assignment: Assignment): Promise<void> => {
    // Who is not the group's member any more can commit nothing.
    if (member === undefined || !lease.holds()) return;
    await commits.commit(assignment, member).catch((error: unknown) => {
      logger?.debug({ ...facts, err: error }, 'offsets not committed');
    });
  };
  const owning = tenure({
    limitMs: rebalanceTimeoutMs * 0.8,
    heartbeatMs,
    beat: () => {
      // That the group waits for this member is an answer like any other.
      void member?.heartbeat().then(lease.confirm, (error: unknown) => {
        if (isWaitedFor(error)) lease.confirm();
      });
    },
    commit,
    onLate: () => logger?.warn(facts, 'partitions given away with a message in hand'),
  });
  const consumer = consumerFor(options, () => {
    void owning.end();
    return owning.isOver();
  });
  const crashed = Promise.withResolvers<never>();
  // It may happen when nobody waits for it any more.
  crashed.promise.catch(() => undefined);

  const makeRoom = (): void => {
    for (const partition of paused) {
      if (owning.current()?.isFull(partition) !== false) continue;
      paused.delete(partition);
      try {
        consumer.resume([{ topic, partitions: [partition] }]);
      } catch (error) {
        // The client has given up, which `crashed` tells; the next one begins with nothing paused.
        logger?.debug({ ...facts, err: error }, 'partition not resumed');
      }
    }
  };

  const join = ({ payload: { memberId, memberAssignment } }: ConsumerGroupJoinEvent): void => {
    lease.confirm();
    commits.forget();
    paused.clear();
    if (stopping.aborted || isLeaving) return;
    consumer.resume([{ topic }, { topic: letterTopic }]);
    // The letters of a partition are always read as a whole; no offset is kept for them.
    for (const partition of memberAssignment[letterTopic] ?? []) {
      consumer.seek({ topic: letterTopic, partition, offset: '0' });
    }
    // The client may have asked another broker for messages before the join, and takes its late answer for a new one; a
    // seek makes it drop that answer. Under the same name this member was never out of the group, so nobody went further.
    const partitions = memberAssignment[topic] ?? [];
    for (const [partition, offset] of owning.leftAt(memberId)) {
      if (partitions.includes(partition)) consumer.seek({ topic, partition, offset: `${offset + 1n}` });
    }
    const shared = { subscription, letterPartitions, windowLimit, lease, letters, logger };
    owning.begin(workOn({ ...shared, partitions, onProgress: makeRoom }), memberId);
    logger?.info({ ...facts, partitions }, 'joined the group');
  };

  const take = ({ batch, resolveOffset }: EachBatchPayload, assignment: Assignment): void => {
    const { partition } = batch;
    const lastOffset = BigInt(batch.lastOffset());
    const stretch = { partition, records: recordsOf(batch), lastOffset };
    if (batch.topic === letterTopic) assignment.readLetters(stretch, lastOffset + 1n >= BigInt(batch.highWatermark));
    else assignment.read(stretch);
    resolveOffset(batch.lastOffset());
    if (batch.topic === topic && assignment.isFull(partition)) {
      paused.add(partition);
      consumer.pause([{ topic, partitions: [partition] }]);
    }
    assignment.pump();
  };

  consumer.on(consumer.events.CRASH, ({ payload }) => crashed.reject(payload.error));
  consumer.on(consumer.events.GROUP_JOIN, join);
  consumer.on(consumer.events.HEARTBEAT, () => {
    lease.confirm();
    owning.current()?.pump();
  });
  const committing = setInterval(() => {
    const assignment = owning.current();
    if (assignment !== undefined && !commits.isUnderWay()) void commit(assignment);
  }, commitEveryMs);
  // The client has been seen to fall silent for good, without a crash.
  const watching = setInterval(() => {
    if (lease.silentForMs() > sessionTimeoutMs + rebalanceTimeoutMs) crashed.reject(new Error('The client is silent'));
  }, heartbeatMs);

  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [topic, letterTopic], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: async (payload) => {
        member = payload;
        const assignment = owning.current();
        if (assignment !== undefined && !payload.isStale() && payload.isRunning()) take(payload, assignment);
      },
    });
    await Promise.race([whenAborted(stopping), crashed.promise]);
    // What is refused is fetched again at once: without this the client would spin while work in hand is finished.
    consumer.pause([{ topic }, { topic: letterTopic }]);
  } finally {
    isLeaving = true;
    clearInterval(watching);
    clearInterval(committing);
    await owning.end();
    const limit = sleep(disconnectLimitMs, undefined, { ref: false });
    await Promise.race([consumer.disconnect(), limit]).catch((error: unknown) => {
      logger?.warn({ ...facts, err: error }, 'consumer not closed');
    });
  }
};
