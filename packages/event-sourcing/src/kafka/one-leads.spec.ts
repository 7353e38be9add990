import { describe, expect, it } from '@jest/globals';
import kafkajs, { type Cluster } from 'kafkajs';
import { oneLeads } from './one-leads.ts';

const topics = ['writer.leadership'];
const assigner = (isLeading = false) =>
  oneLeads(() => isLeading)({
    cluster: {} as Cluster,
    groupId: 'group',
    logger: {} as Parameters<ReturnType<typeof oneLeads>>[0]['logger'],
  });
const member = (memberId: string, isLeading = false) => ({
  memberId,
  memberMetadata: assigner(isLeading).protocol({ topics }).metadata,
});

/** Who is given the partition. */
const leaderOf = async (...members: readonly ReturnType<typeof member>[]): Promise<readonly string[]> => {
  const assignments = await assigner().assign({ members: [...members], topics });
  return assignments.flatMap(({ memberId, memberAssignment }) => {
    const partitions = kafkajs.AssignerProtocol.MemberAssignment.decode(memberAssignment)?.assignment;
    return partitions?.['writer.leadership']?.includes(0) === true ? [memberId] : [];
  });
};

describe('Of the members of a group that stand for leadership', () => {
  it('one leads', async () => {
    expect(await leaderOf(member('a'))).toEqual(['a']);
    expect(await leaderOf(member('c'), member('b'), member('d'))).toEqual(['b']);
  });

  it('the one that leads goes on when others come', async () => {
    expect(await leaderOf(member('a'), member('c', true), member('b'))).toEqual(['c']);
  });

  it('one leads also when two believe that they do', async () => {
    expect(await leaderOf(member('c', true), member('a'), member('b', true))).toEqual(['b']);
  });
});
