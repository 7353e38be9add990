import { createHash } from 'node:crypto';
import { createTestDatabase } from '@campaigns/testing';
import pg from 'pg';
import { pino } from 'pino';
import { migrateReadTables } from '../read-tables/migrate.ts';

export const silent = pino({ level: 'silent' });

export type ReadDatabase = Readonly<{
  url: string;
  /** As a superuser: sees every row. */
  pool: pg.Pool;
  /** As a login of its own. */
  poolFor: (role: string, password: string, connections?: number) => pg.Pool;
  close: () => Promise<void>;
}>;

const openPool = (url: string, max: number): pg.Pool => {
  const pool = new pg.Pool({ connectionString: url, max });
  pool.on('error', () => undefined);
  return pool;
};

/** A database with empty read tables. */
export const readDatabase = async (): Promise<ReadDatabase> => {
  const database = await createTestDatabase();
  const pools = [openPool(database.url, 10)];
  const pool = pools[0] as pg.Pool;
  await migrateReadTables(pool);
  return {
    url: database.url,
    pool,
    poolFor: (role, password, connections = 2) => {
      const url = new URL(database.url);
      url.username = role;
      url.password = password;
      const other = openPool(url.href, connections);
      pools.push(other);
      return other;
    },
    close: async () => {
      await Promise.all(pools.map((each) => each.end()));
      await database.drop();
    },
  };
};

/** All rows of all read tables as text, in a fixed order. */
export const dump = async (pool: pg.Pool, schema = 'read'): Promise<string> => {
  const { rows } = await pool.query<{ tablename: string }>(
    'select tablename from pg_tables where schemaname = $1 order by 1',
    [schema],
  );
  const parts: string[] = [];
  for (const { tablename } of rows) {
    const found = await pool.query<{ line: string }>(`select t::text as line from ${schema}.${tablename} t order by 1`);
    parts.push(`${tablename}\n${found.rows.map(({ line }) => line).join('\n')}`);
  }
  return parts.join('\n\n');
};

export const dumpHash = async (pool: pg.Pool): Promise<string> =>
  createHash('sha256')
    .update(await dump(pool))
    .digest('hex');

/** The only row that a query finds. */
export const one = async <Row extends pg.QueryResultRow>(
  pool: pg.Pool,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row> => {
  const { rows } = await pool.query<Row>(text, [...values]);
  if (rows.length !== 1) throw new Error(`${rows.length} rows instead of one: ${text}`);
  return rows[0] as Row;
};
