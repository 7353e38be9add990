import { campaignEventsTopic } from '@campaigns/contracts';
import { postgresEventFeed, postgresEventStore } from '@campaigns/event-sourcing';
import { createProjector } from '@campaigns/projections';
import { projectionProgress } from '@campaigns/read-progress';
import { createLogger } from '@campaigns/service-kit';
import type { Setting } from '../benchmark.ts';
import { type OpenLoad, openLoop } from '../measure/open-loop.ts';
import type { Database } from '../postgres/database.ts';
import { arrivals } from './arrivals.ts';
import { draftedCampaign } from './drafts.ts';

/** Milliseconds from the moment a command was due. */
export type Latencies = Readonly<{ toHandler: readonly number[]; toRow: readonly number[] }>;

/**
 * Appends, a subscription's handler and the projector. Each has a pool and a store of its own, as in processes of their
 * own: nobody is woken but through Postgres.
 */
export const productSide = async (
  database: Database,
  load: OpenLoad,
  track: Setting['track'],
): Promise<() => Promise<Latencies>> => {
  const logger = createLogger('bench', 'warn');
  const storeOn = (max: number) => {
    const pool = database.poolOf(max);
    return { pool, store: track('store', postgresEventStore({ pool, logger }), ({ close }) => close()) };
  };
  const [writing, hearing, projecting] = [storeOn(8), storeOn(4), storeOn(4)];

  const handled = arrivals();
  const feed = track('feed', postgresEventFeed({ ...hearing, logger }), ({ close }) => close());
  await feed.subscribe({
    group: 'bench',
    topic: campaignEventsTopic,
    handle: async ({ metadata }) => {
      handled.arrived(metadata.eventId);
      return { outcome: 'done' };
    },
  });
  track('projector', await createProjector({ ...projecting, logger }), ({ stop }) => stop());
  const { pool, store } = writing;
  const progress = track('progress', projectionProgress({ pool, logger }), ({ close }) => close());

  const isVisible = async (id: string): Promise<boolean> => {
    const text = 'select from read.campaign_orchestrations where orchestration_id = $1';
    const { rowCount } = await pool.query({ name: 'visible', text, values: [id] });
    return rowCount === 1;
  };
  return async () => {
    const toHandler: number[] = [];
    const toRow: number[] = [];
    await openLoop(load, async (dueAt) => {
      const { id, event } = draftedCampaign();
      const atHandler = handled.expect(event.metadata.eventId);
      const result = await store.append(`orchestration-${id}`, 'no-stream', [event]);
      if (result.outcome !== 'appended') throw new Error(`Unexpected ${result.outcome}`);
      const isShown = (await progress.waitFor(result.position, 10_000)) && (await isVisible(id));
      if (!isShown) throw new Error(`The row of event ${result.position} did not become visible`);
      toRow.push(performance.now() - dueAt);
      toHandler.push((await atHandler) - dueAt);
    });
    return { toHandler, toRow };
  };
};
