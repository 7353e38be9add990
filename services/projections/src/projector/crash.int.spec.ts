import type { EventStore } from '@campaigns/event-sourcing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { blockade, terminate } from '../testing/blocked.ts';
import type { Campaign } from '../testing/campaign.ts';
import { oneOrganization } from '../testing/one-organization.ts';
import { project } from '../testing/project.ts';
import { dump, one, type ReadDatabase, readDatabase, silent } from '../testing/read-database.ts';
import { lived, syncedInPart } from '../testing/stories.ts';
import { createProjector, type Projector } from './projector.ts';

let database: ReadDatabase;
let store: EventStore;
let story: Campaign;
let projector: Projector | undefined;

beforeEach(async () => {
  ({ database, store, story } = await oneOrganization(lived));
});
afterEach(async () => {
  await projector?.stop();
  projector = undefined;
  await database.close();
});

const start = async (batchSize: number): Promise<Projector> => {
  projector = await createProjector({ store, pool: database.pool, logger: silent, batchSize, takeOverMs: 20 });
  return projector;
};
const head = async (): Promise<bigint> => (await store.head()) as bigint;
const checkpoint = async (): Promise<bigint> => {
  const text = `select position from read_meta.checkpoints where name = 'read'`;
  return BigInt((await one<{ position: string }>(database.pool, text)).position);
};
const cleanRun = async (): Promise<string> => {
  const other = await readDatabase();
  await project(other.pool, store);
  const rows = await dump(other.pool);
  await other.close();
  return rows;
};

describe('A projector whose database connection is killed', () => {
  it('has written nothing when it dies between the rows and the checkpoint', async () => {
    const nothing = await dump(database.pool);
    const held = await blockade(database.pool, `select from read_meta.checkpoints where name = 'read' for update`);
    await start(1_000);
    await terminate(database.pool, await held.stoppedPid());
    // It is back, and stands at the same place again.
    await held.stoppedPid();
    expect(await checkpoint()).toBe(-1n);
    expect(await dump(database.pool)).toBe(nothing);
    await held.lift();
    expect(await projector?.caughtUp(await head(), 10_000)).toBe(true);
    expect(await dump(database.pool)).toBe(await cleanRun());
  });

  it('ends with the rows of a run without a crash, wherever in the middle of a batch it dies', async () => {
    await start(7);
    for (const table of [
      'campaign_orchestrations',
      'orchestration_workflows',
      'platform_daily_metrics',
      'orchestration_sync_logs',
      'orchestration_platforms',
    ]) {
      expect(await projector?.caughtUp(await head(), 10_000)).toBe(true);
      const held = await blockade(database.pool, `lock table read.${table} in share mode`);
      await syncedInPart(story, `sync before ${table}`);
      await terminate(database.pool, await held.stoppedPid());
      await held.lift();
    }
    expect(await projector?.caughtUp(await head(), 10_000)).toBe(true);
    expect(await dump(database.pool)).toBe(await cleanRun());
    expect(await one(database.pool, 'select count(*)::int as n from read_meta.failed_events')).toEqual({ n: 0 });
  });

  it('shows at every moment exactly the rows of its checkpoint', async () => {
    const events = await store.readAll('start', 10_000);
    const linesUpTo = (position: bigint): number =>
      events.filter((event) => event.position <= position && event.type === 'OperationSettled').length;
    const watcher = await database.pool.connect();
    await watcher.query('listen projected');
    const seen: (readonly [lines: number, expected: number])[] = [];
    const look = async (): Promise<void> => {
      const { rows } = await watcher.query<{ position: string; lines: number }>(
        `select position, (select count(*)::int from read.orchestration_workflows w,
           jsonb_array_elements(w.execution_log) line where line ->> 'status' in ('succeeded', 'failed', 'rolled_back')
           and line ->> 'platform' is not null) as lines
         from read_meta.checkpoints where name = 'read'`,
      );
      for (const { position, lines } of rows) seen.push([lines, linesUpTo(BigInt(position))]);
    };
    let looking = Promise.resolve();
    watcher.on('notification', () => {
      looking = looking.then(look);
    });
    await start(3);
    expect(await projector?.caughtUp(await head(), 10_000)).toBe(true);
    await look();
    await looking;
    watcher.release(true);
    expect(seen.length).toBeGreaterThan(3);
    for (const [lines, expected] of seen) expect(lines).toBe(expected);
    expect(seen.at(-1)?.[0]).toBeGreaterThan(20);
  });
});
