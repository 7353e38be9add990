import type { EventStore } from '@campaigns/event-sourcing';
import { inMemoryEventStore } from '@campaigns/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { campaign } from '../testing/campaign.ts';
import { dump, one, type ReadDatabase, readDatabase, silent } from '../testing/read-database.ts';
import { deployed, drafted, syncedInPart } from '../testing/stories.ts';
import { createProjector, type Projector } from './projector.ts';

let database: ReadDatabase;
let store: EventStore;
const projectors: Projector[] = [];
const project = async (): Promise<Projector> => {
  const projector = await createProjector({ store, pool: database.pool, logger: silent, takeOverMs: 20 });
  projectors.push(projector);
  return projector;
};

beforeEach(async () => {
  database = await readDatabase();
  store = inMemoryEventStore();
});
afterEach(async () => {
  await Promise.all(projectors.splice(0).map(({ stop }) => stop()));
  await database.close();
});

describe('The projector', () => {
  it('shows a deployment and a sync', async () => {
    const story = campaign(store, 'a');
    await drafted(story);
    await deployed(story);
    await syncedInPart(story);
    const projector = await project();
    expect(await projector.caughtUp((await store.head()) as bigint, 5_000)).toBe(true);
    console.error(await dump(database.pool));
    expect(await one(database.pool, 'select count(*)::int as n from read_meta.failed_events')).toEqual({ n: 0 });
  });
});
