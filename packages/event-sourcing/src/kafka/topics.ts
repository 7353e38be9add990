import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import { withCauses } from './unavailable.ts';

/** Partitions of a topic that is made here: how many members of a group can share its work. */
export const defaultPartitions = 12;

type NewTopic = Readonly<{
  topic: string;
  partitions: number;
  /** Keeps the last message of each key for ever, instead of every message for ever. */
  compacted?: boolean;
}>;

// A group that is made tomorrow begins with the first event, so nothing expires. An operator may decide otherwise.
const keepAll = [{ name: 'retention.ms', value: '-1' }];
const keepLast = [
  { name: 'cleanup.policy', value: 'compact' },
  // Such a topic is read as a whole: many small segments and eager cleaning keep that short.
  { name: 'segment.bytes', value: '16777216' },
  { name: 'min.cleanable.dirty.ratio', value: '0.1' },
];

/** Waits before looking again: together 10 s, and a broker that has just started needs some of them. */
const readyAfterMs = [20, 50, 100, 200, 500, 1_000, 2_000, 3_000, 3_000];

/**
 * What a broker answers about a topic that was made a moment ago, and about any while it or its controller is starting:
 * without another broker that it knows of, no replication factor is one that it can have.
 */
const notYet = new Set<unknown>([
  ...['UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE', 'INVALID_REPLICATION_FACTOR'],
  ...['NOT_CONTROLLER', 'REQUEST_TIMED_OUT'],
]);

const isNotYet = (error: unknown): boolean => withCauses(error).some(({ type }) => notYet.has(type));

/**
 * Creates a topic that is missing and leaves one that is there as it is; resolves to its number of partitions as soon as
 * each of them has a leader. Throws what the broker says when it says it for more than ten seconds.
 */
export const ensureTopic = async (admin: Admin, wanted: NewTopic, waitsMs = readyAfterMs): Promise<number> => {
  const { topic, partitions, compacted } = wanted;
  try {
    const existing = await admin.listTopics();
    if (!existing.includes(topic)) {
      const configEntries = compacted === true ? keepLast : keepAll;
      // The client's own wait for leaders gives up when the broker that it asks has not heard of the topic yet.
      await admin.createTopics({
        topics: [{ topic, numPartitions: partitions, configEntries }],
        waitForLeaders: false,
      });
    }
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    return topics[0]?.partitions.length ?? 0;
  } catch (error) {
    const [waitMs, ...later] = waitsMs;
    if (waitMs === undefined || !isNotYet(error)) throw error;
    await sleep(waitMs);
    return ensureTopic(admin, wanted, later);
  }
};
