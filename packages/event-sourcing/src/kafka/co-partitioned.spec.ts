import { describe, expect, it } from '@jest/globals';
import kafkajs, { type Cluster } from 'kafkajs';
import { coPartitioned } from './co-partitioned.ts';

const counts: Readonly<Record<string, number>> = { samples: 5, 'samples.dead-letters': 5 };
const topics = Object.keys(counts);
const partitionsOf = (topic: string): readonly number[] => Array.from({ length: counts[topic] ?? 0 }, (_, n) => n);

// All that the assigner asks of a cluster.
const cluster = {
  findTopicPartitionMetadata: (topic: string) => partitionsOf(topic).map((partitionId) => ({ partitionId })),
} as unknown as Cluster;
const assigner = (mayJoin = true) =>
  coPartitioned(() => mayJoin)({
    cluster,
    groupId: 'group',
    logger: {} as Parameters<ReturnType<typeof coPartitioned>>[0]['logger'],
  });

const assigned = async (...memberIds: readonly string[]) => {
  const members = memberIds.map((memberId) => ({ memberId, memberMetadata: Buffer.alloc(0) }));
  const assignments = await assigner().assign({ members, topics });
  return assignments.map(({ memberAssignment }) => {
    const decoded = kafkajs.AssignerProtocol.MemberAssignment.decode(memberAssignment);
    if (decoded === null) throw new Error('No assignment');
    return decoded.assignment;
  });
};

describe('The partitions of a group', () => {
  it.each([[['a']], [['b', 'a']], [['c', 'a', 'b']], [['a', 'b', 'c', 'd', 'e', 'f', 'g']]])(
    'are each with one of the members %j',
    async (memberIds) => {
      const of = await assigned(...memberIds);
      const all = of.flatMap((each) => each['samples'] ?? []).toSorted((a, b) => a - b);
      expect(all).toEqual(partitionsOf('samples'));
    },
  );

  it('are with the same member in every topic', async () => {
    for (const assignment of await assigned('a', 'b', 'c')) {
      expect(assignment['samples.dead-letters']).toEqual(assignment['samples']);
    }
  });

  it('are shared alike whichever member shares them out', async () => {
    expect(await assigned('b', 'a')).toEqual(await assigned('a', 'b'));
  });

  it('are not asked for by a member that must not join yet, which asks again', () => {
    expect(() => assigner(false).protocol({ topics })).toThrow(
      expect.objectContaining({ type: 'REBALANCE_IN_PROGRESS' }) as unknown as Error,
    );
    expect(assigner().protocol({ topics }).name).toBe('campaigns.co-partitioned');
  });
});
