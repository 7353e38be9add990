import kafkajs, { type PartitionAssigner } from 'kafkajs';

const { MemberAssignment, MemberMetadata } = kafkajs.AssignerProtocol;
const name = 'campaigns.one-leads';
const version = 0;
const nothing = Buffer.alloc(0);
const leading = Buffer.from('leading');

/**
 * Gives the first partition of every topic to one member: to the one that says it leads already, so that a newcomer changes
 * nothing.
 */
export const oneLeads =
  (isLeading: () => boolean): PartitionAssigner =>
  () => ({
    name,
    version,
    protocol: ({ topics }) => ({
      name,
      metadata: MemberMetadata.encode({ version, topics, userData: isLeading() ? leading : nothing }),
    }),
    assign: async ({ members, topics }) => {
      const sorted = members.toSorted((a, b) => (a.memberId < b.memberId ? -1 : 1));
      const leads = sorted.find(({ memberMetadata }) =>
        MemberMetadata.decode(memberMetadata)?.userData.equals(leading),
      );
      const leader = (leads ?? sorted[0])?.memberId;
      const everything = Object.fromEntries(topics.map((topic) => [topic, [0]]));
      return sorted.map(({ memberId }) => {
        const assignment = memberId === leader ? everything : {};
        return { memberId, memberAssignment: MemberAssignment.encode({ version, assignment, userData: nothing }) };
      });
    },
  });
