import type { EventStore } from '@campaigns/event-sourcing';
import { inMemoryEventStore } from '@campaigns/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createProjector, type Projector } from '../projector/projector.ts';
import type { Campaign } from '../testing/campaign.ts';
import { oneOrganization } from '../testing/one-organization.ts';
import { project } from '../testing/project.ts';
import { dump, one, type ReadDatabase, readDatabase, silent } from '../testing/read-database.ts';
import { lived, syncedInPart } from '../testing/stories.ts';
import { relations } from '../testing/two-organizations.ts';
import { type RebuildProgress, rebuildReadTables } from './rebuild.ts';

let database: ReadDatabase;
let store: EventStore;
let story: Campaign;
let projector: Projector;

beforeEach(async () => {
  ({ database, store, story } = await oneOrganization(lived));
  projector = await createProjector({ store, pool: database.pool, logger: silent, takeOverMs: 20 });
  expect(await projector.caughtUp(await head(), 10_000)).toBe(true);
});
afterEach(async () => {
  await projector.stop();
  await database.close();
});

const head = async (): Promise<bigint> => (await store.head()) as bigint;
const rebuild = (given: EventStore = store) =>
  rebuildReadTables({ store: given, pool: database.pool, logger: silent, handoverTimeoutMs: 5_000 });
const cleanRun = async (): Promise<string> => {
  const other = await readDatabase();
  await project(other.pool, store);
  const rows = await dump(other.pool);
  await other.close();
  return rows;
};

describe('A rebuild', () => {
  it('gives the same tables to the byte, and reads every event once', async () => {
    const before = await dump(database.pool);
    expect(await rebuild()).toMatchObject({ events: Number(await head()) });
    expect(await dump(database.pool)).toBe(before);
    expect(await dump(database.pool)).toBe(await cleanRun());
  });

  it('heals tables in which somebody has changed, added or removed rows', async () => {
    await database.pool.query(`update read.campaign_orchestrations set name = 'changed by hand';
      delete from read.platform_daily_metrics;
      insert into read.campaign_templates
        select (jsonb_populate_record(t, jsonb_build_object('template_id', gen_random_uuid()))).*
        from read.campaign_templates t`);
    await rebuild();
    expect(await dump(database.pool)).toBe(await cleanRun());
  });

  it('brings the tables back when somebody has dropped them', async () => {
    await projector.stop();
    await database.pool.query('drop schema read cascade');
    await rebuild();
    expect(await dump(database.pool)).toBe(await cleanRun());
  });

  it('lets the projector go on with the new tables, time after time', async () => {
    for (const round of ['first', 'second', 'third']) {
      await rebuild();
      await syncedInPart(story, round);
      expect(await projector.caughtUp(await head(), 10_000)).toBe(true);
    }
    expect(await dump(database.pool)).toBe(await cleanRun());
  });

  it('takes in what happens meanwhile, and no reader finds the tables gone, empty or behind', async () => {
    let isRunning = true;
    let written = 0;
    const write = async (): Promise<void> => {
      for (; isRunning; written += 1) {
        await syncedInPart(story, `meanwhile ${written}`);
        expect(await projector.caughtUp(await head(), 10_000)).toBe(true);
      }
    };
    const positions: bigint[] = [];
    const reader = await database.pool.connect();
    const read = async (): Promise<void> => {
      while (isRunning) {
        // Prepared once, as the gateway does: it has to survive the switch.
        const { rows } = await reader.query<{ position: string; orchestrations: number }>({
          name: 'look',
          text: `select position, (select count(*)::int from read.campaign_orchestrations) as orchestrations
                 from read_meta.checkpoints where name = 'read'`,
        });
        expect(rows).toMatchObject([{ orchestrations: 1 }]);
        positions.push(BigInt(rows[0]?.position ?? -1));
      }
    };
    const others = [write(), read()];
    for (let round = 0; round < 3; round += 1) await rebuild();
    isRunning = false;
    await Promise.all(others);
    reader.release();
    expect(written).toBeGreaterThan(3);
    expect(positions).toEqual(positions.toSorted((a, b) => (a < b ? -1 : 1)));
    expect(await projector.caughtUp(await head(), 10_000)).toBe(true);
    expect(await dump(database.pool)).toBe(await cleanRun());
  });

  it('leaves a reader with an open transaction in peace: he goes on with the new tables', async () => {
    const reader = await database.pool.connect();
    await reader.query('begin');
    const before = await reader.query('select name from read.campaign_orchestrations');
    const rebuilt = rebuild();
    const switched = new Promise<void>((resolve) => reader.on('notification', () => resolve()));
    const listener = await database.pool.connect();
    await listener.query('listen projected');
    listener.on('notification', () => reader.emit('notification'));
    await switched;
    expect((await reader.query('select name from read.campaign_orchestrations')).rows).toEqual(before.rows);
    await reader.query('commit');
    await rebuilt;
    for (const client of [reader, listener]) client.release(true);
    expect(await one(database.pool, `select to_regnamespace('read_old') is null as gone`)).toEqual({ gone: true });
  });

  it('forgets the failures of the old tables and keeps those that happen again', async () => {
    await database.pool.query(
      `insert into read_meta.failed_events values ('read', 1, gen_random_uuid(), 'Healed', 'x')`,
    );
    const position = await story.draft();
    expect(await projector.caughtUp(position, 5_000)).toBe(true);
    await rebuild();
    const { rows } = await database.pool.query('select name, position, type from read_meta.failed_events');
    expect(rows).toEqual([{ name: 'read', position: `${position}`, type: 'OrchestrationDrafted' }]);
  });

  it('keeps the rows of each organisation from the others', async () => {
    await rebuild();
    const { rows } = await database.pool.query(
      `select relrowsecurity and relforcerowsecurity as forced, count(*)::int from pg_class
       where relnamespace = 'read'::regnamespace and relkind = 'r' group by 1`,
    );
    const tables = relations.filter((name) => !name.startsWith('v_')).length;
    expect(rows).toEqual([{ forced: true, count: tables }]);
    const { rowCount: policies } = await database.pool.query(`select from pg_policies where schemaname = 'read'`);
    // Two for the services, and one for analysts on all but the connections and webhooks.
    expect(policies).toBe(tables * 2 + tables - 2);
  });

  it('tells how far it is, up to the end', async () => {
    const seen: RebuildProgress[] = [];
    await rebuildReadTables({
      ...{ store, pool: database.pool, logger: silent },
      onProgress: (progress) => seen.push(progress),
    });
    const last = seen.at(-1);
    expect(last).toMatchObject({ events: Number(await head()), position: await head(), of: await head() });
    expect(last?.perSecond).toBeGreaterThan(0);
  });

  it('of an empty log gives empty tables', async () => {
    const empty = await readDatabase();
    const rebuilt = await rebuildReadTables({ store: inMemoryEventStore(), pool: empty.pool, logger: silent });
    expect(rebuilt.events).toBe(0);
    expect(await one(empty.pool, 'select count(*)::int as n from read.campaign_orchestrations')).toEqual({ n: 0 });
    await empty.close();
  });
});
