import { eventStoreDbEventStore, logPool, migrateEventLog } from '@campaigns/event-sourcing';
import { migrateReadTables } from '@campaigns/projections';
import { createTestDatabase, startEventStoreDbStandIn, type TestDatabase } from '@campaigns/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { dataFolder, runToEnd, startSystem } from './testing/running-system.ts';
import { appendStrangeEvent } from './testing/unhandled-event.ts';

const command = 'rebuild-read-tables.ts';
let folder: Awaited<ReturnType<typeof dataFolder>>;

beforeAll(async () => {
  folder = await dataFolder();
});
afterAll(() => folder.drop());

const names = async (pool: pg.Pool): Promise<readonly string[]> =>
  (await pool.query<{ name: string }>('select name from read.campaign_templates order by 1')).rows.map(
    ({ name }) => name,
  );

describe('Rebuilding the read tables by command', () => {
  it('works on the running system and on the one that has been stopped, without DATABASE_URL', async () => {
    const env = { DATA_DIR: folder.path, DATABASE_URL: '', EVENTSTORE_URL: '' };
    const system = await startSystem(env);
    const templates = await system.api.get('/templates');
    const beside = await runToEnd(command, [], env);
    expect(beside).toMatchObject({ code: 0, stderr: '' });
    expect(beside.stdout).toMatch(/Read tables rebuilt: [\d,]+ events in [\d.]+ s, [\d,]+ per second\.\n$/);
    expect(beside.stdout).toMatch(/^ *[\d,]+ events +[\d,]+ per second +100 %$/m);
    expect(await system.api.get('/templates')).toEqual(templates);
    await system.interrupt();
    expect(await runToEnd(command, [], env)).toMatchObject({ code: 0, stderr: '' });
    const after = await startSystem(env);
    expect(await after.api.get('/templates')).toEqual(templates);
    await after.interrupt();
  }, 120_000);
});

describe('On the database of DATABASE_URL', () => {
  let database: TestDatabase;
  let pool: pg.Pool;

  beforeEach(async () => {
    database = await createTestDatabase();
    pool = logPool({ url: database.url, applicationName: 'test', max: 2 });
  });
  afterEach(async () => {
    await pool.end();
    await database.drop();
  });

  const run = (env: Readonly<Record<string, string>> = {}) =>
    runToEnd(command, [], { DATA_DIR: folder.path, DATABASE_URL: database.url, EVENTSTORE_URL: '', ...env });

  it('it replaces whatever is in the tables by what the log says', async () => {
    await migrateEventLog(pool);
    await migrateReadTables(pool);
    await pool.query(
      `insert into read.campaign_templates values (gen_random_uuid(), gen_random_uuid(), 'by hand', null, 'awareness',
         'traffic', '{meta}', '{}', '{}', '{}', '{}', '{}', false, true, false, 0, 'nobody', now(), now(), 0)`,
    );
    expect(await names(pool)).toEqual(['by hand']);
    expect(await run()).toMatchObject({ code: 0, stderr: '' });
    expect(await names(pool)).toEqual([]);
  });

  it('it says of events that cannot be shown where to look', async () => {
    await migrateEventLog(pool);
    await pool.query(
      `select log.append(jsonb_build_array(jsonb_build_array('template-1', '-1', jsonb_build_array(jsonb_build_array(
         gen_random_uuid(), 'TemplateCreated', gen_random_uuid(), '{}'::jsonb,
         jsonb_build_object('eventId', gen_random_uuid(), 'schemaVersion', 1))))))`,
    );
    const { code, stdout, stderr } = await run();
    expect(code).toBe(0);
    expect(stdout).toContain('Read tables rebuilt: 1 events');
    expect(stderr).toBe('1 events could not be shown; read_meta.failed_events says why.\n');
  });

  it('it makes nothing in a database on which the system never ran', async () => {
    expect(await run()).toEqual({
      ...{ code: 1, stdout: '' },
      stderr: 'The database has no log.events: the system was never started on it\n',
    });
    const { rows } = await pool.query(`select from pg_namespace where nspname in ('read', 'read_meta', 'log')`);
    expect(rows).toEqual([]);
  });

  it('it reads a log in EventStoreDB where there is one, even while Kafka is away', async () => {
    const eventStoreDb = await startEventStoreDbStandIn();
    const store = eventStoreDbEventStore({ url: eventStoreDb.url });
    await appendStrangeEvent(store);
    await store.close();
    const env = { EVENTSTORE_URL: eventStoreDb.url, KAFKA_BROKERS: '127.0.0.1:1' };
    const { code, stdout, stderr } = await run(env);
    expect(code).toBe(0);
    expect(stdout).toContain('Read tables rebuilt: 1 events');
    expect(stderr).toBe('1 events could not be shown; read_meta.failed_events says why.\n');
    await eventStoreDb.kill();
  });

  it('it makes nothing from a log in EventStoreDB in which nothing is written, or that cannot be reached', async () => {
    const eventStoreDb = await startEventStoreDbStandIn();
    const env = { EVENTSTORE_URL: eventStoreDb.url, KAFKA_BROKERS: '127.0.0.1:1' };
    expect(await run(env)).toEqual({
      ...{ code: 1, stdout: '' },
      stderr: 'EVENTSTORE_URL: the log there is empty: the system was never started on it\n',
    });
    await eventStoreDb.kill();
    const { code, stdout, stderr } = await run(env);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^EventStoreDB .+\n$/);
    const { rows } = await pool.query(`select from pg_namespace where nspname in ('read', 'read_meta')`);
    expect(rows).toEqual([]);
  }, 60_000);
});

describe('A rebuild that cannot begin', () => {
  it('explains itself with --help', async () => {
    const { code, stdout, stderr } = await runToEnd(command, ['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Usage: pnpm rebuild-read-tables');
  });

  it.each([
    ['an unknown flag', ['--fast'], '--fast'],
    ['a word too many', ['everything'], 'everything'],
  ])('refuses %s with one line and 2', async (_, args, named) => {
    const { code, stdout, stderr } = await runToEnd(command, args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain(named);
  });

  it.each([
    ['the database cannot be reached', { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' }, 'cannot be reached'],
    ['DATABASE_URL is nonsense', { DATABASE_URL: 'nonsense' }, 'DATABASE_URL'],
    ['there is no data folder', { DATABASE_URL: '', DATA_DIR: '/nonexistent' }, 'There is no data in /nonexistent'],
    [
      'EVENTSTORE_URL is there without what the services need with it',
      { DATABASE_URL: 'postgres://db', EVENTSTORE_URL: 'esdb://log' },
      'KAFKA_BROKERS',
    ],
  ])('says in one line that %s and ends with 1', async (_, env, named) => {
    const { code, stdout, stderr } = await runToEnd(command, [], { EVENTSTORE_URL: '', KAFKA_BROKERS: '', ...env });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain(named);
  });
});
