import type { EventStore } from '@campaigns/event-sourcing';
import { eventually, startBreakableProxy } from '@campaigns/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { pino } from 'pino';
import type { Campaign } from '../testing/campaign.ts';
import { oneOrganization } from '../testing/one-organization.ts';
import { project, wholeLog } from '../testing/project.ts';
import { dump, type ReadDatabase, readDatabase, silent } from '../testing/read-database.ts';
import { deployed, drafted, syncedInPart } from '../testing/stories.ts';
import { applyBatch } from './batch.ts';
import { createProjector, type Projector } from './projector.ts';
import { openSession } from './session.ts';

let database: ReadDatabase;
let store: EventStore;
let story: Campaign;
let activations: string[];
let projectors: Projector[];

beforeEach(async () => {
  ({ database, store, story } = await oneOrganization(drafted));
  activations = [];
  projectors = [];
});
afterEach(async () => {
  await Promise.all(projectors.map(({ stop }) => stop()));
  await database.close();
});

const start = async (name: string, pool: pg.Pool = database.pool): Promise<Projector> => {
  const write = (line: string): void => {
    if (line.includes('projector active')) activations.push(name);
  };
  const projector = await createProjector({ store, pool, logger: pino({ level: 'info' }, { write }), takeOverMs: 20 });
  projectors.push(projector);
  return projector;
};
const head = async (): Promise<bigint> => (await store.head()) as bigint;
const cleanRun = async (): Promise<string> => {
  const other = await readDatabase();
  await project(other.pool, store);
  const rows = await dump(other.pool);
  await other.close();
  return rows;
};

describe('Of two projectors', () => {
  it('one writes, and both know how far the tables are', async () => {
    const first = await start('first');
    expect(await first.caughtUp(await head(), 5_000)).toBe(true);
    const second = await start('second');
    await deployed(story);
    expect(await second.caughtUp(await head(), 5_000)).toBe(true);
    expect(activations).toEqual(['first']);
    expect(await dump(database.pool)).toBe(await cleanRun());
  });

  it('the second goes on where the first has stopped', async () => {
    const first = await start('first');
    expect(await first.caughtUp(await head(), 5_000)).toBe(true);
    const second = await start('second');
    await first.stop();
    await deployed(story);
    expect(await second.caughtUp(await head(), 5_000)).toBe(true);
    expect(activations).toEqual(['first', 'second']);
    expect(await dump(database.pool)).toBe(await cleanRun());
  });

  it('the second takes over when the first loses the database, and the first waits when it has it back', async () => {
    const proxy = await startBreakableProxy(database.url);
    const farPool = new pg.Pool({ connectionString: proxy.url, max: 2 });
    farPool.on('error', () => undefined);
    const first = await start('first', farPool);
    expect(await first.caughtUp(await head(), 5_000)).toBe(true);
    const second = await start('second');
    await proxy.cut();
    await deployed(story);
    expect(await second.caughtUp(await head(), 5_000)).toBe(true);
    await proxy.mend();
    await syncedInPart(story);
    expect(await first.caughtUp(await head(), 10_000)).toBe(true);
    expect(activations).toEqual(['first', 'second']);
    expect(await dump(database.pool)).toBe(await cleanRun());
    await first.stop();
    await farPool.end();
    await proxy.close();
  });

  it('each can be stopped while it waits', async () => {
    const first = await start('first');
    await eventually(() => expect(activations).toEqual(['first']));
    await (await start('second')).stop();
    await first.stop();
    expect(await first.caughtUp(10_000n, 5_000)).toBe(false);
  });
});

describe('A projector that is stopped at the very moment at which it takes its place', () => {
  it('stops, and lets the next one have the place', async () => {
    let stopped: Promise<void> | undefined;
    const connect = async (): Promise<pg.PoolClient> => {
      const client = await database.pool.connect();
      const query = client.query.bind(client) as (...args: readonly unknown[]) => Promise<unknown>;
      const watched = async (...args: readonly unknown[]): Promise<unknown> => {
        const result = await query(...args);
        if (String(args[0]).includes('pg_try_advisory_lock(')) stopped ??= projectors[0]?.stop();
        return result;
      };
      return Object.assign(client, { query: watched });
    };
    await start('stopped', { connect } as unknown as pg.Pool);
    await eventually(() => expect(stopped).toBeDefined());
    await stopped;
    const next = await start('next');
    expect(await next.caughtUp(await head(), 5_000)).toBe(true);
  });
});

describe('Events that come again', () => {
  it('have no effect', async () => {
    await deployed(story);
    await project(database.pool, store);
    const before = await dump(database.pool);
    const session = await openSession(database.pool, 'read');
    const target = { schema: 'read', position: await head() } as const;
    expect(await applyBatch(session.client, target, await wholeLog(store), silent)).toBe(target.position);
    session.close();
    expect(await dump(database.pool)).toBe(before);
  });

  it('are refused as a whole from a projector that was overtaken without noticing', async () => {
    await project(database.pool, store);
    const session = await openSession(database.pool, 'read');
    const stale = await head();
    await deployed(story);
    await project(database.pool, store);
    const before = await dump(database.pool);
    const late = applyBatch(session.client, { schema: 'read', position: stale }, await wholeLog(store), silent);
    await expect(late).rejects.toMatchObject({ cause: { code: '40001' } });
    session.close();
    expect(await dump(database.pool)).toBe(before);
  });

  it('are passed over by a projector that starts again', async () => {
    await deployed(story);
    for (const name of ['first', 'again']) {
      const projector = await start(name);
      expect(await projector.caughtUp(await head(), 5_000)).toBe(true);
      await projector.stop();
    }
    expect(await dump(database.pool)).toBe(await cleanRun());
  });
});
