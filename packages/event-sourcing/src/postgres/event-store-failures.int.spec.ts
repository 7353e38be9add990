import { type BreakableProxy, createTestDatabase, startBreakableProxy, type TestDatabase } from '@campaigns/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { newStream, sampleEvent, sampleEvents } from '../contract-suites/index.ts';
import { LogUnavailable } from '../event-store.ts';
import { logPool } from './connections.ts';
import { type PostgresEventStore, postgresEventStore } from './event-store.ts';
import { grantLogAccess, migrateEventLog } from './migrate.ts';

describe('The Postgres log', () => {
  let database: TestDatabase;
  let proxy: BreakableProxy;
  let admin: Pool;
  let pool: Pool;
  let store: PostgresEventStore;

  beforeEach(async () => {
    database = await createTestDatabase();
    proxy = await startBreakableProxy(database.url);
    admin = logPool({ url: database.url, applicationName: 'admin' });
    pool = logPool({ url: proxy.url, applicationName: 'under-test' });
    await migrateEventLog(admin);
    store = postgresEventStore({ pool });
  });
  afterEach(async () => {
    await store.close();
    await pool.end();
    await admin.end();
    await proxy.close();
    await database.drop();
  });

  const terminate = (): Promise<unknown> =>
    admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name <> 'admin'`,
    );

  it('says of every operation that it is unavailable while Postgres is away', async () => {
    await proxy.cut();
    await expect(store.append(newStream(), 'no-stream', sampleEvents(1))).rejects.toThrow(LogUnavailable);
    await expect(store.load(newStream())).rejects.toThrow(LogUnavailable);
    await expect(store.readAll('start', 1)).rejects.toThrow(LogUnavailable);
    await expect(store.head()).rejects.toThrow(LogUnavailable);
    await expect(migrateEventLog(pool)).rejects.toThrow(LogUnavailable);
    await proxy.mend();
    expect(await store.append(newStream(), 'no-stream', sampleEvents(1))).toMatchObject({ outcome: 'appended' });
  });

  it('appends once although connections are terminated all the time', async () => {
    const stream = newStream();
    const disturbing = setInterval(() => void terminate(), 40);
    try {
      let revision: 'no-stream' | bigint = 'no-stream';
      for (let n = 0; n < 60; n += 1) {
        const result = await store.append(stream, revision, [sampleEvent({ n })]);
        expect(result).toMatchObject({ outcome: 'appended', revision: BigInt(n) });
        revision = BigInt(n);
      }
    } finally {
      clearInterval(disturbing);
    }
    expect((await store.load(stream)).events.map(({ data }) => data)).toEqual(
      Array.from({ length: 60 }, (_, n) => ({ n })),
    );
  });

  it('keeps following when the connections were terminated', async () => {
    const stream = newStream();
    const stop = new AbortController();
    const seen: bigint[] = [];
    for (let n = 0; n < 3; n += 1) await store.append(stream, n === 0 ? 'no-stream' : BigInt(n - 1), sampleEvents(1));
    for await (const batch of store.follow('start', 1, stop.signal)) {
      seen.push(...batch.map(({ revision }) => revision));
      if (seen.length === 6) stop.abort();
      else await terminate();
      if (seen.length === 3) await store.append(stream, 2n, sampleEvents(3));
    }
    expect(seen).toEqual([0n, 1n, 2n, 3n, 4n, 5n]);
  });

  it('hears of appends again after its signal connection was lost', async () => {
    const stop = new AbortController();
    const arrivals: number[] = [];
    const following = (async () => {
      for await (const _ of store.follow('start', 10, stop.signal)) arrivals.push(performance.now());
    })();
    const other = postgresEventStore({ pool: admin });
    const listening = async (): Promise<boolean> => {
      const { rows } = await admin.query(
        `select from pg_stat_activity where application_name = 'campaigns-log-signals' and datname = current_database()`,
      );
      return rows.length === 1;
    };
    const until = async (condition: () => Promise<boolean> | boolean): Promise<void> => {
      while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 5));
    };
    await until(listening);
    await terminate();
    await until(listening);
    const waits: number[] = [];
    for (let n = 0; n < 7; n += 1) {
      await other.append(newStream(), 'no-stream', sampleEvents(1));
      const appendedAt = performance.now();
      await until(() => arrivals.length > n);
      waits.push((arrivals[n] as number) - appendedAt);
    }
    expect(waits.toSorted((a, b) => a - b)[3]).toBeLessThan(150);
    stop.abort();
    await following;
  });

  it('fails an event that Postgres cannot store, and none of those appended beside it', async () => {
    const poison = Array.from({ length: 40 }, (_, n) => n % 13 === 5);
    const results = await Promise.allSettled(
      poison.map((bad) => store.append(newStream(), 'no-stream', [sampleEvent({ text: bad ? 'nul \u0000' : 'fine' })])),
    );
    expect(results.map(({ status }) => status === 'rejected')).toEqual(poison);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).not.toBeInstanceOf(LogUnavailable);
    }
  });

  it('answers an event id that lies elsewhere with a conflict and appends nothing', async () => {
    const [stream, elsewhere, events] = [newStream(), newStream(), sampleEvents(2)];
    await store.append(stream, 'no-stream', events);
    const [, known] = events;
    if (known === undefined) throw new Error('two events expected');
    const moved = await store.append(elsewhere, 'no-stream', [sampleEvent(), known]);
    expect(moved).toEqual({ outcome: 'conflict', actual: 'no-stream' });
    expect(await store.append(stream, 1n, [known])).toEqual({ outcome: 'conflict', actual: 1n });
    expect(await store.append(stream, 'no-stream', [known])).toEqual({ outcome: 'conflict', actual: 1n });
    expect((await store.load(elsewhere)).events).toEqual([]);
  });

  it('answers a mate of the same batch with a conflict when both bring the same event', async () => {
    const event = sampleEvent();
    const results = await Promise.all(
      [newStream(), newStream(), newStream()].map((stream, n) =>
        store.append(stream, 'no-stream', [n === 2 ? sampleEvent() : event]),
      ),
    );
    expect(results.map(({ outcome }) => outcome)).toEqual(['appended', 'conflict', 'appended']);
  });

  it('never goes back in recorded time, whatever the clock does', async () => {
    await admin.query(
      `insert into log.events values (1, 'sample-future', 0, gen_random_uuid(), 'X', gen_random_uuid(), '{}', '{}', '2100-01-01')`,
    );
    const stream = newStream();
    await store.append(stream, 'no-stream', sampleEvents(1));
    expect((await store.load(stream)).events[0]?.recordedAt).toEqual(new Date('2100-01-01T00:00:00Z'));
  });

  it.each([1, 2])('says so when somebody holds the append lock for too long, of %s events', async (count) => {
    await admin.query(`alter function log.append(jsonb) set lock_timeout = '50ms';
      alter function log.append_one set lock_timeout = '50ms'`);
    const client = await admin.connect();
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock(1279346516, 1)');
    await expect(store.append(newStream(), 'no-stream', sampleEvents(count))).rejects.toThrow(LogUnavailable);
    await client.query('rollback');
    client.release();
    expect(await store.append(newStream(), 'no-stream', sampleEvents(count))).toMatchObject({ outcome: 'appended' });
  });

  it('finds a stream by its index, even with a plan made while the log was empty', async () => {
    const client = await admin.connect();
    await client.query('prepare by_stream(text) as select 1 from log.events e where e.stream = $1 order by e.revision');
    await client.query('set plan_cache_mode = force_generic_plan');
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain execute by_stream('sample-1')`);
    client.release();
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('events_stream_revision_key');
  });

  describe('migration', () => {
    it('may be run by many processes at once, and again', async () => {
      const fresh = await createTestDatabase();
      const processes = Array.from({ length: 6 }, () => logPool({ url: fresh.url, applicationName: 'migrating' }));
      await Promise.all(processes.map(migrateEventLog));
      await Promise.all(processes.map(migrateEventLog));
      const { rows } = await (processes[0] as Pool).query('select version from log.versions order by version');
      expect(rows).toEqual([{ version: 1 }, { version: 2 }]);
      await Promise.all(processes.map((each) => each.end()));
      await fresh.drop();
    });
  });

  describe('privileges', () => {
    it('let a service append and read, and change nothing', async () => {
      const role = `log_user_${newStream().slice(-12)}`;
      await admin.query(`create role ${role} login password 'secret'`);
      await grantLogAccess(admin, role);
      const url = new URL(database.url);
      url.username = role;
      url.password = 'secret';
      const limited = logPool({ url: url.href, applicationName: 'limited' });
      const stream = newStream();
      const limitedStore = postgresEventStore({ pool: limited });
      await migrateEventLog(limited);
      expect(await limitedStore.append(stream, 'no-stream', sampleEvents(1))).toMatchObject({ outcome: 'appended' });
      expect((await limitedStore.load(stream)).events).toHaveLength(1);
      const attempts = [
        `insert into log.events select position + 1, 'sample-x', 0, gen_random_uuid(), type, org_id, data, metadata, now() from log.events`,
        `update log.events set data = '{}'`,
        'delete from log.events',
        'truncate log.events',
        'drop table log.events',
        `insert into log.versions values (99)`,
      ];
      for (const attempt of attempts) await expect(limited.query(attempt)).rejects.toMatchObject({ code: '42501' });
      await limited.end();
      await admin.query(`drop owned by ${role}`);
      await admin.query(`drop role ${role}`);
    });

    it('let not even the owner change an event', async () => {
      await store.append(newStream(), 'no-stream', sampleEvents(1));
      for (const attempt of [
        `update log.events set data = '{}'`,
        'delete from log.events',
        'truncate log.events cascade',
      ]) {
        await expect(admin.query(attempt)).rejects.toThrow('append-only');
      }
    });
  });
});
