import type { StreamName } from '@campaigns/contracts';
import {
  type BreakableProxy,
  createTestDatabase,
  eventually,
  startBreakableProxy,
  type TestDatabase,
} from '@campaigns/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { newStream, sampleEvents } from '../contract-suites/index.ts';
import type { FeedHandler, Subscription } from '../event-feed.ts';
import { logPool } from './connections.ts';
import { type PostgresEventFeed, postgresEventFeed } from './event-feed.ts';
import { type PostgresEventStore, postgresEventStore } from './event-store.ts';
import { migrateEventLog } from './migrate.ts';

const topic = {
  name: 'samples',
  keyOf: ({ stream }: { stream: StreamName }) => (stream.startsWith('sample-') ? stream : undefined),
};

describe('The Postgres feed', () => {
  let database: TestDatabase;
  let proxy: BreakableProxy;
  /** Reaches the server whatever happens to the feed's own connections. */
  let admin: Pool;
  let pool: Pool;
  let store: PostgresEventStore;
  let feed: PostgresEventFeed;
  let seen: string[];

  beforeEach(async () => {
    database = await createTestDatabase();
    proxy = await startBreakableProxy(database.url);
    admin = logPool({ url: database.url, applicationName: 'admin' });
    pool = logPool({ url: proxy.url, applicationName: 'under-test' });
    await migrateEventLog(admin);
    store = postgresEventStore({ pool });
    feed = postgresEventFeed({ store, pool });
    seen = [];
  });
  afterEach(async () => {
    await feed.close();
    await store.close();
    await pool.end();
    await admin.end();
    await proxy.close();
    await database.drop();
  });

  const append = async (stream: StreamName, from: number, count: number): Promise<void> => {
    const expected = from === 0 ? 'no-stream' : BigInt(from - 1);
    // A store of the admin's own, so that the log grows while the feed is cut off.
    const result = await postgresEventStore({ pool: admin }).append(stream, expected, sampleEvents(count));
    expect(result.outcome).toBe('appended');
  };
  const subscription = (handle: FeedHandler = async () => ({ outcome: 'done' })): Subscription => ({
    group: 'group',
    topic,
    backoffMs: () => 5,
    maxAttempts: 2,
    handle: (event, context) => {
      seen.push(`${event.revision}`);
      return handle(event, context);
    },
  });
  const checkpoint = async (): Promise<bigint> => {
    const { rows } = await admin.query<{ position: string }>('select position from log.checkpoints');
    return BigInt(rows[0]?.position ?? -1);
  };

  it('goes on when every one of its connections was terminated', async () => {
    const stream = newStream();
    await feed.subscribe(subscription());
    await append(stream, 0, 3);
    await eventually(() => expect(seen).toEqual(['0', '1', '2']));
    await eventually(async () => expect(await checkpoint()).toBe(3n));
    for (let from = 3; from < 9; from += 3) {
      await admin.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and application_name <> 'admin'`,
      );
      await append(stream, from, 3);
      await eventually(() => expect(seen.at(-1)).toBe(`${from + 2}`), { timeoutMs: 4_000 });
    }
    expect([...new Set(seen)]).toEqual(Array.from({ length: 9 }, (_, n) => `${n}`));
  });

  it('waits while Postgres is away and goes on by itself when it is back', async () => {
    const stream = newStream();
    await feed.subscribe(subscription());
    await append(stream, 0, 1);
    await eventually(() => expect(seen).toEqual(['0']));
    await proxy.cut();
    await append(stream, 1, 2);
    await proxy.mend();
    await eventually(() => expect(new Set(seen)).toEqual(new Set(['0', '1', '2'])), { timeoutMs: 4_500 });
  });

  it('does not read a stretch of foreign events again after a restart', async () => {
    const running = await feed.subscribe(subscription());
    await append(newStream('foreign'), 0, 700);
    await eventually(async () => expect(await checkpoint()).toBe(700n));
    await running.stop();
    expect(seen).toEqual([]);
  });

  it('keeps the checkpoint before the first unfinished message', async () => {
    const [stuck, other] = [newStream(), newStream()];
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    await append(other, 0, 2);
    await append(stuck, 0, 1);
    await append(other, 2, 10);
    await feed.subscribe(
      subscription(async ({ stream }) => {
        if (stream === stuck) await released;
        return { outcome: 'done' };
      }),
    );
    await eventually(() => expect(seen).toHaveLength(13));
    await eventually(async () => expect(await checkpoint()).toBe(2n));
    release();
    await eventually(async () => expect(await checkpoint()).toBe(13n));
  });

  it('does not handle again what died before the checkpoint could move past it', async () => {
    const [stuck, dying] = [newStream(), newStream()];
    await append(stuck, 0, 1);
    await append(dying, 0, 1);
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const running = await feed.subscribe(
      subscription(async ({ stream }) => {
        if (stream === stuck) await released;
        return stream === stuck ? { outcome: 'retry', cause: 'not now' } : { outcome: 'reject', reason: 'no' };
      }),
    );
    await eventually(async () => expect(await feed.deadLetters.list()).toHaveLength(1));
    const stopping = running.stop();
    release();
    await stopping;
    expect(await checkpoint()).toBe(-1n);
    const again: string[] = [];
    await feed.subscribe({
      ...subscription(),
      handle: async ({ stream }) => {
        again.push(stream);
        return { outcome: 'done' };
      },
    });
    await eventually(async () => expect(await checkpoint()).toBe(2n));
    expect(again).toEqual([stuck]);
  });

  it('hands over far more than fits its window although one key is stuck', async () => {
    const stuck = newStream();
    await append(stuck, 0, 1);
    for (let n = 0; n < 3; n += 1) await append(newStream(), 0, 400);
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    await feed.subscribe(
      subscription(async ({ stream }) => {
        if (stream === stuck) await released;
        return { outcome: 'done' };
      }),
    );
    await eventually(() => expect(seen).toHaveLength(1_201), { timeoutMs: 4_500 });
    release();
    await eventually(async () => expect(await checkpoint()).toBe(1_201n));
  });

  it('keeps a message unfinished while its dead letter cannot be written', async () => {
    const stream = newStream();
    await append(stream, 0, 2);
    await admin.query('alter table log.dead_letters add constraint full_disk check (false)');
    await feed.subscribe(
      subscription(async ({ revision }) =>
        revision === 0n ? { outcome: 'reject', reason: 'bad' } : { outcome: 'done' },
      ),
    );
    await eventually(() => expect(seen.length).toBeGreaterThan(3));
    expect(new Set(seen)).toEqual(new Set(['0']));
    await admin.query('alter table log.dead_letters drop constraint full_disk');
    await eventually(() => expect(seen.at(-1)).toBe('1'));
    expect(await feed.deadLetters.list()).toMatchObject([{ reason: 'bad' }]);
  });
});
