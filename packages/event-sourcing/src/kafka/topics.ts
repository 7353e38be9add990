import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin } from 'kafkajs';

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

/** A topic is made at once, but a broker learns of it a moment later. */
const knownAfterMs = [20, 50, 100, 200, 500, 1_000, 2_000];

const unknownTopic = 'UNKNOWN_TOPIC_OR_PARTITION';

const partitionsOf = async (admin: Admin, topic: string, waitsMs = knownAfterMs): Promise<number> => {
  try {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    return topics[0]?.partitions.length ?? 0;
  } catch (error) {
    const [waitMs, ...later] = waitsMs;
    if (waitMs === undefined || (error as Readonly<{ type?: unknown }>).type !== unknownTopic) throw error;
    await sleep(waitMs);
    return partitionsOf(admin, topic, later);
  }
};

/** Creates a topic that is missing and leaves one that is there as it is; resolves to its number of partitions. */
export const ensureTopic = async (admin: Admin, { topic, partitions, compacted }: NewTopic): Promise<number> => {
  const existing = await admin.listTopics();
  if (!existing.includes(topic)) {
    const configEntries = compacted === true ? keepLast : keepAll;
    await admin.createTopics({ topics: [{ topic, numPartitions: partitions, configEntries }], waitForLeaders: true });
  }
  return partitionsOf(admin, topic);
};
