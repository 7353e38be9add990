import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { terminate } from '../testing/blocked.ts';
import { type ReadDatabase, readDatabase } from '../testing/read-database.ts';
import { runStatements } from './run-statements.ts';
import { statement } from './statement.ts';

let database: ReadDatabase;
let client: pg.PoolClient;

beforeAll(async () => {
  database = await readDatabase();
  await database.pool.query('create table public.numbers (n int primary key, note text)');
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.pool.query('truncate public.numbers');
  client = await database.pool.connect();
  client.on('error', () => undefined);
});

const add = statement('add', 'insert into public.numbers values ($1, $2)');
const double = statement('double', 'update public.numbers set n = n * 2');
const numbers = async (): Promise<readonly unknown[]> =>
  (await database.pool.query('select n, note from public.numbers order by 1')).rows;

describe('Statements that travel together', () => {
  it('run in their order', async () => {
    await runStatements(client, [add(1, 'one'), double(), add(3, null), double(), add(5n, 'true')]);
    expect(await numbers()).toEqual([
      { n: 4, note: 'one' },
      { n: 5, note: 'true' },
      { n: 6, note: null },
    ]);
    client.release();
  });

  it('stop at the first that fails, which is named by its place; none behind it runs', async () => {
    await client.query('begin');
    const failed = runStatements(client, [add(1, 'a'), add(2, 'b'), add(1, 'again'), add(3, 'c')]);
    await expect(failed).rejects.toMatchObject({ name: 'StatementFailed', index: 2, cause: { code: '23505' } });
    await client.query('rollback');
    expect(await numbers()).toEqual([]);
    client.release();
  });

  it('can go on with the same connection after a failure, with texts known and unknown to it', async () => {
    const wrong = statement('wrong', 'insert into public.no_such_table values ($1)');
    await expect(runStatements(client, [add(1, 'a'), wrong(1), double()])).rejects.toMatchObject({ index: 1 });
    await database.pool.query('create table public.no_such_table (n int)');
    await runStatements(client, [add(7, 'b'), wrong(1), double()]);
    expect((await database.pool.query('select from public.no_such_table')).rowCount).toBe(1);
    await database.pool.query('drop table public.no_such_table');
    client.release();
  });

  it('may be thousands', async () => {
    await runStatements(
      client,
      Array.from({ length: 5_000 }, (_, n) => add(n, 'x'.repeat(100))),
    );
    expect((await numbers()).length).toBe(5_000);
    client.release();
  });

  it('end the time limit of the pool when they are done, and fail when they take longer', async () => {
    const limited = new pg.Pool({ connectionString: database.url, max: 1, query_timeout: 500 });
    limited.on('error', () => undefined);
    const other = await limited.connect();
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    await runStatements(other, [add(1, 'a'), double()]);
    expect(timers()).toBe(before);
    const wait = statement('wait-longer', 'select pg_sleep(2)');
    await expect(runStatements(other, [wait()])).rejects.toThrow('timeout');
    other.release(true);
    await limited.end();
    client.release();
  });

  it('fail as one when the connection is lost meanwhile', async () => {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    const wait = statement('wait', 'select pg_sleep(30)');
    const lost = expect(runStatements(client, [add(1, 'a'), wait()])).rejects.toThrow();
    await terminate(database.pool, rows[0]?.pid ?? 0);
    await lost;
    expect(await numbers()).toEqual([]);
    client.release(true);
  });
});
