import kafkajs, { type PartitionAssigner } from 'kafkajs';

/** Makes the client ask again after a moment, as it does when the group is in the middle of a change. */
class NotYet extends Error {
  override readonly name = 'NotYet';
  /** The client tells by this name that it is to try once more. */
  readonly type = 'REBALANCE_IN_PROGRESS';
}

const { MemberAssignment, MemberMetadata } = kafkajs.AssignerProtocol;
const name = 'campaigns.co-partitioned';
const version = 0;
const userData = Buffer.alloc(0);

/**
 * Shares the partitions among the members of a group: the same number of every topic to the same member, because a message
 * and the dead letter that becomes of it have the same partition number and must not be worked on by two. A member asks
 * before every join whether it `mayJoin`: joining gives its partitions away, which must wait for what it has in hand.
 */
export const coPartitioned =
  (mayJoin: () => boolean): PartitionAssigner =>
  ({ cluster }) => ({
    name,
    version,
    protocol: ({ topics }) => {
      if (!mayJoin()) throw new NotYet('Work on the partitions of the last assignment is not finished');
      return { name, metadata: MemberMetadata.encode({ version, topics, userData }) };
    },
    assign: async ({ members, topics }) => {
      const memberIds = members.map(({ memberId }) => memberId).sort();
      return memberIds.map((memberId, index) => {
        const assignment = topics.map((topic) => {
          const partitions = cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => partitionId);
          return [topic, partitions.filter((partition) => partition % memberIds.length === index)];
        });
        return {
          memberId,
          memberAssignment: MemberAssignment.encode({ version, assignment: Object.fromEntries(assignment), userData }),
        };
      });
    },
  });
