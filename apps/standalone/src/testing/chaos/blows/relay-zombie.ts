import { campaignEventsTopic } from '@campaigns/contracts';
import { eventually } from '@campaigns/testing';
import type { Battlefield, Blow } from '../battlefield.ts';
import { withAdmin } from '../cluster.ts';

const published = async ({ kafka, system }: Battlefield): Promise<number> => {
  const topic = `${system.env['KAFKA_NAMESPACE']}${campaignEventsTopic.name}`;
  const offsets = await withAdmin(kafka, (admin) => admin.fetchTopicOffsets(topic));
  return offsets.reduce((sum, { high }) => sum + Number(high), 0);
};

/** The relay that leads falls silent until another has published in its place, and wakes up believing that it leads. */
export const relayZombie: Blow = {
  name: 'woke a second leader',
  strike: async (field) => {
    const { system, groups } = field;
    await groups.settleOn('event-relay', 1);
    await system.startOne('event-relay');
    await groups.settleOn('event-relay', 2);
    const thaw = system.freeze('event-relay');
    try {
      await groups.settleOn('event-relay', 1);
      const before = await published(field);
      const more = async (): Promise<void> => {
        if ((await published(field)) === before) throw new Error('The relay that stood by has not published');
      };
      await eventually(more, { timeoutMs: 30_000, everyMs: 100 });
    } finally {
      thaw();
    }
    await groups.settleOn('event-relay', 2);
    const code = await system.terminateOne('event-relay');
    if (code !== 0) throw new Error(`The relay ended with ${code} when told to`);
    return 'event-relay, another had published meanwhile';
  },
};
