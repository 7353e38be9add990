import type { EachBatchPayload } from 'kafkajs';
import type { Assignment } from './assignment.ts';

/** What the client hands over with a batch: commits and heartbeats as the member that the group knows at the time. */
export type Member = Pick<EachBatchPayload, 'commitOffsetsIfNecessary' | 'heartbeat'>;

export type OffsetCommits = Readonly<{
  /** Commits what is finished and not committed yet, after a commit that is under way. */
  commit: (assignment: Assignment, member: Member) => Promise<void>;
  isUnderWay: () => boolean;
  /** The group has joined anew: what was committed before does not count. */
  forget: () => void;
}>;

/**
 * The commits of one member for one topic. They go through the batch's own function, which tries once and with the
 * membership of that moment: the consumer's would try again later, and then with a newer membership commit what others own.
 */
export const offsetCommits = (topic: string): OffsetCommits => {
  let committed = new Map<number, bigint>();
  let underWay: Promise<void> | undefined;

  const commitNews = async (assignment: Assignment, member: Member): Promise<void> => {
    const news = [...assignment.finished()].filter(([partition, offset]) => committed.get(partition) !== offset);
    if (news.length === 0) return;
    // Kafka keeps the offset of the next message.
    const partitions = news.map(([partition, offset]) => ({ partition, offset: `${offset + 1n}` }));
    await member.commitOffsetsIfNecessary({ topics: [{ topic, partitions }] });
    committed = new Map([...committed, ...news]);
  };

  return {
    commit: (assignment, member) => {
      const before = underWay?.catch(() => undefined) ?? Promise.resolve();
      const mine = before
        .then(() => commitNews(assignment, member))
        .finally(() => {
          if (underWay === mine) underWay = undefined;
        });
      underWay = mine;
      return mine;
    },
    isUnderWay: () => underWay !== undefined,
    forget: () => {
      committed = new Map();
    },
  };
};
