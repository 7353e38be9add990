import type { StoredEvent } from '@campaigns/contracts';
import { createTestDatabase, eventually, type TestDatabase } from '@campaigns/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { idsOf, newStream, sampleEvent, sampleEvents } from '../contract-suites/index.ts';
import type { After } from '../event-store.ts';
import { logPool } from './connections.ts';
import { type PostgresEventStore, postgresEventStore } from './event-store.ts';
import { migrateEventLog } from './migrate.ts';

const asBatch = (stream: string, event = sampleEvent()): string =>
  JSON.stringify([
    [stream, '-1', [[event.metadata.eventId, event.type, event.metadata.orgId, event.data, event.metadata]]],
  ]);

describe('Readers of the Postgres log, while writers overlap,', () => {
  let database: TestDatabase;
  const pools: Pool[] = [];
  const stores: PostgresEventStore[] = [];

  const openStore = (): PostgresEventStore => {
    const pool = logPool({ url: database.url, applicationName: 'overlapping-writers', max: 4 });
    const store = postgresEventStore({ pool });
    pools.push(pool);
    stores.push(store);
    return store;
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    await migrateEventLog(openStore() && (pools[0] as Pool));
  });
  afterAll(async () => {
    for (const store of stores) await store.close();
    for (const pool of pools) await pool.end();
    await database.drop();
  });

  it('neither see an event before its commit nor miss it after one that began later', async () => {
    const [store, pool] = [stores[0] as PostgresEventStore, pools[0] as Pool];
    const before = await store.head();
    const [first, second] = [await pool.connect(), await pool.connect()];
    const [early, late] = [newStream(), newStream()];
    const stop = new AbortController();
    const followed: string[] = [];
    const following = (async () => {
      for await (const batch of store.follow(before, 10, stop.signal))
        followed.push(...batch.map(({ stream }) => stream));
    })();

    await first.query('begin');
    await first.query('select log.append($1)', [asBatch(early)]);
    await second.query('begin');
    const blocked = second.query('select log.append($1)', [asBatch(late)]);
    await eventually(async () => {
      const { rows } = await pool.query(`select from pg_locks where locktype = 'advisory' and not granted`);
      expect(rows).toHaveLength(1);
    });
    expect(await store.readAll(before, 10)).toEqual([]);
    expect(followed).toEqual([]);

    await first.query('commit');
    await blocked;
    await eventually(() => expect(followed).toEqual([early]));
    expect(await store.head()).toBe((await store.readAll(before, 10)).at(-1)?.position);
    await second.query('commit');
    await eventually(() => expect(followed).toEqual([early, late]));
    stop.abort();
    await following;
    first.release();
    second.release();
  });

  it('miss nothing when an append is rolled back', async () => {
    const [store, pool] = [stores[0] as PostgresEventStore, pools[0] as Pool];
    const before = await store.head();
    const client = await pool.connect();
    await client.query('begin');
    await client.query('select log.append($1)', [asBatch(newStream())]);
    const appending = store.append(newStream(), 'no-stream', sampleEvents(2));
    await client.query('rollback');
    client.release();
    await appending;
    expect((await store.readAll(before, 10)).map(({ revision }) => revision)).toEqual([0n, 1n]);
  });

  it('are not held back by a long transaction that has nothing to do with the log', async () => {
    const [store, pool] = [stores[0] as PostgresEventStore, pools[0] as Pool];
    const client = await pool.connect();
    await client.query('begin');
    await client.query('create table unrelated (n int)');
    const before = await store.head();
    await store.append(newStream(), 'no-stream', sampleEvents(1));
    expect(await store.readAll(before, 10)).toHaveLength(1);
    await client.query('rollback');
    client.release();
  });

  it('see each of 50,000 events once and every stream in order, with 16 writers and 3 readers', async () => {
    const total = 50_000;
    const writers = 16;
    const before = await (stores[0] as PostgresEventStore).head();
    const writing = Array.from({ length: writers / 4 }, openStore);

    const write = async (store: PostgresEventStore, events: number): Promise<void> => {
      const lanes = Array.from({ length: 25 }, async (_, lane) => {
        const share = events / 25;
        const stream = newStream();
        let revision = -1n;
        for (let left = share; left > 0; ) {
          const size = Math.min(left, (lane % 4) + 1);
          const result = await store.append(stream, revision < 0n ? 'no-stream' : revision, sampleEvents(size));
          if (result.outcome !== 'appended') throw new Error('a stream with one writer cannot conflict');
          revision = result.revision;
          left -= size;
        }
      });
      await Promise.all(lanes);
    };

    const read = async (after: After): Promise<readonly StoredEvent[]> => {
      const stop = new AbortController();
      const seen: StoredEvent[] = [];
      for await (const batch of openStore().follow(after, 1_000, stop.signal)) {
        seen.push(...batch);
        if (seen.length >= total) stop.abort();
      }
      return seen;
    };

    const reading = Array.from({ length: 3 }, () => read(before));
    await Promise.all(
      Array.from({ length: writers }, (_, n) => write(writing[n % 4] as PostgresEventStore, total / writers)),
    );
    for (const seen of await Promise.all(reading)) {
      expect(seen).toHaveLength(total);
      expect(new Set(idsOf(seen)).size).toBe(total);
      const revisions = new Map<string, bigint>();
      let last: StoredEvent | undefined;
      for (const event of seen) {
        const inOrder = event.revision === (revisions.get(event.stream) ?? -1n) + 1n;
        const onward = last === undefined || (event.position > last.position && event.recordedAt >= last.recordedAt);
        if (!inOrder || !onward)
          throw new Error(`out of order: ${event.stream} ${event.revision} at ${event.position}`);
        revisions.set(event.stream, event.revision);
        last = event;
      }
    }
  }, 60_000);
});
