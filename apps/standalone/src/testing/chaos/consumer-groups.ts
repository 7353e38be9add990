import { eventually } from '@campaigns/testing';
import type { Kafka } from 'kafkajs';
import { withAdmin } from './cluster.ts';

/** What works or stands by as a member of groups. */
export type Grouped = 'event-relay' | 'orchestrator' | 'sync-worker';

/** A group that handles a topic, by the product's names. */
export const readers = [
  { group: 'orchestrator', topic: 'campaign-events' },
  { group: 'timers', topic: 'campaign-events' },
  { group: 'rules', topic: 'campaign-events' },
  { group: 'sync-worker', topic: 'platform-operations' },
] as const;

const groupsOf: Readonly<Record<Grouped, readonly string[]>> = {
  'event-relay': ['event-relay.leadership'],
  orchestrator: ['orchestrator.campaign-events', 'timers.campaign-events'],
  'sync-worker': ['sync-worker.platform-operations'],
};

/** How many processes of a service there are while nothing is being hit. */
export const usual: Readonly<Record<Grouped, number>> = { 'event-relay': 1, orchestrator: 2, 'sync-worker': 2 };

export type ConsumerGroups = Readonly<{
  /**
   * Resolves when the service's groups have agreed on that many members: before that a killed one is still waited for.
   * Throws after a minute.
   */
  settleOn: (service: Grouped, members: number) => Promise<void>;
  /** The offset of the next message for a reader of a topic, by partition. */
  positions: (group: string, topic: string) => Promise<ReadonlyMap<number, bigint>>;
}>;

const waiting = { timeoutMs: 60_000, everyMs: 250 };

export const consumerGroups = (kafka: Kafka, namespace: string): ConsumerGroups => ({
  settleOn: async (service, members) => {
    const groupIds = groupsOf[service].map((group) => `${namespace}${group}`);
    await withAdmin(kafka, (admin) =>
      eventually(async () => {
        const { groups } = await admin.describeGroups(groupIds);
        const isSettled = groups.every((group) => group.state === 'Stable' && group.members.length === members);
        const seen = groups.map(({ groupId, state, members: { length } }) => `${groupId} is ${state} with ${length}`);
        if (!isSettled) throw new Error(`${service}: not ${members} members: ${seen.join(', ')}`);
      }, waiting),
    );
  },
  positions: async (group, topic) => {
    const asked = { groupId: `${namespace}${group}.${topic}`, topics: [`${namespace}${topic}`] };
    const [found] = await withAdmin(kafka, (admin) => admin.fetchOffsets(asked));
    return new Map((found?.partitions ?? []).map(({ partition, offset }) => [partition, BigInt(offset)]));
  },
});
