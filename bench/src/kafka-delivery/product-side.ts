import { join } from 'node:path';
import { campaignEventsTopic } from '@campaigns/contracts';
import { kafkaEventFeed, migrateEventLog, postgresEventStore } from '@campaigns/event-sourcing';
import { createLogger } from '@campaigns/service-kit';
import type { Setting } from '../benchmark.ts';
import { startChild } from '../child.ts';
import { arrivals } from '../delivery/arrivals.ts';
import { draftedCampaign } from '../delivery/drafts.ts';
import { type OpenLoad, openLoop } from '../measure/open-loop.ts';
import type { Database } from '../postgres/database.ts';

const relayMain = join(import.meta.dirname, '../../../services/event-relay/src/main.ts');
const namespace = 'product.';

/** Milliseconds from the moment an append was due until a member of a group has it; the relay is a process of its own. */
export const productSide = async (
  { database, brokers }: Readonly<{ database: Database; brokers: readonly string[] }>,
  load: OpenLoad,
  track: Setting['track'],
): Promise<() => Promise<readonly number[]>> => {
  const logger = createLogger('bench', 'error');
  const pool = database.poolOf(8);
  await migrateEventLog(pool);
  const store = track('store', postgresEventStore({ pool, logger }), ({ close }) => close());
  const relay = await startChild({
    args: [relayMain],
    env: {
      ...{ DATABASE_URL: database.url, KAFKA_BROKERS: brokers.join(','), KAFKA_NAMESPACE: namespace },
      ...{ HEALTH_PORT: '0', LOG_LEVEL: 'info' },
    },
    ready: /"msg":"relay goes on"/,
  });
  track('relay', relay, ({ stop }) => stop());

  const handled = arrivals();
  const connection = { brokers, clientId: 'bench', namespace, logger };
  const feed = track('feed', kafkaEventFeed({ connection }), ({ close }) => close());
  await feed.subscribe({
    group: 'bench',
    topic: campaignEventsTopic,
    handle: async ({ metadata }) => {
      handled.arrived(metadata.eventId);
      return { outcome: 'done' };
    },
  });
  return async () => {
    const latencies: number[] = [];
    await openLoop(load, async (dueAt) => {
      const { id, event } = draftedCampaign();
      const atHandler = handled.expect(event.metadata.eventId);
      const { outcome } = await store.append(`orchestration-${id}`, 'no-stream', [event]);
      if (outcome !== 'appended') throw new Error(`Unexpected ${outcome}`);
      latencies.push((await atHandler) - dueAt);
    });
    return latencies;
  };
};
