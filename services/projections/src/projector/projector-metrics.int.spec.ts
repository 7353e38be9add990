import type { EventStore } from '@campaigns/event-sourcing';
import { eventually, inMemoryEventStore, type RecordedTelemetry, recordTelemetry } from '@campaigns/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Campaign, campaign } from '../testing/campaign.ts';
import { type ReadDatabase, readDatabase, silent } from '../testing/read-database.ts';
import { drafted } from '../testing/stories.ts';
import { takeOver } from './handover.ts';
import { unlock } from './locks.ts';
import { createProjector, type Projector } from './projector.ts';

let telemetry: RecordedTelemetry;
let database: ReadDatabase;
let store: EventStore;
let story: Campaign;
let projector: Projector;

beforeEach(async () => {
  telemetry = await recordTelemetry();
  database = await readDatabase();
  store = inMemoryEventStore();
  story = campaign(store, 'shoes');
  await drafted(story);
});
afterEach(async () => {
  await projector.stop();
  await database.close();
  await telemetry.stop();
});

const measured = async (name: string): Promise<unknown> => (await telemetry.points()).get(name)?.[0]?.value;
const head = async (): Promise<bigint> => (await store.head()) as bigint;

describe('What is measured of a projector', () => {
  it('is how far the read tables are behind the log', async () => {
    // The way to the log is cut behind what is there now.
    const reachable = await head();
    const cut: EventStore = {
      ...store,
      follow: async function* (after, limit, signal) {
        for await (const events of store.follow(after, limit, signal)) {
          const near = events.filter(({ position }) => position <= reachable);
          if (near.length > 0) yield near;
        }
      },
    };
    projector = await createProjector({ store: cut, pool: database.pool, logger: silent });
    expect(await projector.caughtUp(reachable, 5_000)).toBe(true);
    expect(await measured('campaigns.projection.lag')).toBe(0);
    expect(await measured('campaigns.projection.lag.positions')).toBe(0);

    await story.changeBudget();
    const behind = Number((await head()) - reachable);
    expect(behind).toBeGreaterThan(0);
    expect(await measured('campaigns.projection.lag.positions')).toBe(behind);
    await eventually(async () => expect(await measured('campaigns.projection.lag')).toBeGreaterThan(0.05));
    expect(await measured('campaigns.projection.lag')).toBeLessThan(60);
  });

  it('is nothing of how far another is, which has taken its place', async () => {
    projector = await createProjector({ store, pool: database.pool, logger: silent });
    expect(await projector.caughtUp(await head(), 5_000)).toBe(true);
    const rebuild = await database.pool.connect();
    await takeOver(rebuild, 5_000);
    expect(await measured('campaigns.projection.lag')).toBeUndefined();
    await unlock(rebuild, 'projector');
    await unlock(rebuild, 'handover');
    rebuild.release();
    await eventually(async () => expect(await measured('campaigns.projection.lag')).toBe(0));
  });

  it('is how many events it has left out', async () => {
    const position = await story.log.recordRaw(story.stream, 'BudgetChanged', {});
    projector = await createProjector({ store, pool: database.pool, logger: silent });
    expect(await projector.caughtUp(position, 5_000)).toBe(true);
    expect(await measured('campaigns.projection.left_out')).toBe(1);
  });

  it('is in a span that goes on with the trace of what it shows', async () => {
    projector = await createProjector({ store, pool: database.pool, logger: silent });
    expect(await projector.caughtUp(await head(), 5_000)).toBe(true);
    const [event] = await store.readAll('start', 1);
    if (event === undefined) throw new Error('The log is empty');
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const metadata = { ...event.metadata, eventId: '11111111-1111-4111-8111-111111111111', traceparent };
    await store.append('sample-1', 'no-stream', [{ type: 'SomethingOfTomorrow', data: {}, metadata }]);
    expect(await projector.caughtUp(await head(), 5_000)).toBe(true);
    expect(telemetry.spans().at(-1)).toMatchObject({
      name: 'project',
      instrumentationScope: { name: 'projections' },
      parentSpanContext: { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) },
      attributes: { 'campaigns.event.count': 1 },
    });
  });
});
