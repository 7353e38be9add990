import type { EventStore } from '@campaigns/event-sourcing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HandoverFailed } from '../projector/handover.ts';
import { tryLock } from '../projector/locks.ts';
import { createProjector, type Projector } from '../projector/projector.ts';
import { blockade, terminate } from '../testing/blocked.ts';
import type { Campaign } from '../testing/campaign.ts';
import { oneOrganization } from '../testing/one-organization.ts';
import { dump, type ReadDatabase, silent } from '../testing/read-database.ts';
import { lived } from '../testing/stories.ts';
import { RebuildRunning, rebuildReadTables } from './rebuild.ts';

let database: ReadDatabase;
let store: EventStore;
let story: Campaign;
let projector: Projector;
let before: string;

beforeEach(async () => {
  ({ database, store, story } = await oneOrganization(lived));
  projector = await createProjector({ store, pool: database.pool, logger: silent, takeOverMs: 20 });
  expect(await projector.caughtUp((await store.head()) as bigint, 10_000)).toBe(true);
  before = await dump(database.pool);
});
afterEach(async () => {
  await projector.stop();
  await database.close();
});

const rebuild = (handoverTimeoutMs = 5_000) =>
  rebuildReadTables({ store, pool: database.pool, logger: silent, handoverTimeoutMs });

/** The projector still writes: nothing was left locked. */
const goesOn = async (): Promise<boolean> => projector.caughtUp(await story.changeBudget(), 5_000);

describe('A rebuild that does not come to its end', () => {
  it.each([
    ['while it fills the new tables', `select from read_meta.checkpoints where name = 'read_next' for update`],
    ['while it switches', `select from read_meta.definitions where name = 'read' for update`],
  ])('leaves the tables as they were when it is killed %s, and can be started again', async (_, lock) => {
    // A first rebuild has to have made the rows that the blockade holds.
    await database.pool.query(`insert into read_meta.checkpoints values ('read_next', -1) on conflict do nothing`);
    const held = await blockade(database.pool, lock);
    const rebuilding = rebuild();
    const outcome = expect(rebuilding).rejects.toThrow();
    await terminate(database.pool, await held.stoppedPid());
    await outcome;
    await held.lift();
    expect(await dump(database.pool)).toBe(before);
    await rebuild();
    expect(await dump(database.pool)).toBe(before);
    expect(await goesOn()).toBe(true);
  });

  it('leaves the tables as they were when the log fails', async () => {
    const failing: EventStore = {
      ...store,
      readAll: async () => {
        throw new Error('the log is broken');
      },
    };
    const rebuilding = rebuildReadTables({ store: failing, pool: database.pool, logger: silent });
    await expect(rebuilding).rejects.toThrow('the log is broken');
    expect(await dump(database.pool)).toBe(before);
    expect(await goesOn()).toBe(true);
  });

  it('gives up when a projector does not let go in time, and leaves it in its place', async () => {
    await projector.stop();
    const stubborn = await database.pool.connect();
    expect(await tryLock(stubborn, 'projector')).toBe(true);
    await expect(rebuild(100)).rejects.toThrow(HandoverFailed);
    stubborn.release(true);
    expect(await dump(database.pool)).toBe(before);
    await rebuild();
    expect(await dump(database.pool)).toBe(before);
  });
});

describe('Two rebuilds at once', () => {
  it('are one: the second says that the first is under way', async () => {
    const held = await blockade(database.pool, `select from read_meta.definitions where name = 'read' for update`);
    const first = rebuild();
    await held.stoppedPid();
    await expect(rebuild()).rejects.toThrow(RebuildRunning);
    await held.lift();
    await first;
    expect(await dump(database.pool)).toBe(before);
  });
});
