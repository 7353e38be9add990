import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClientBase, Pool } from 'pg';

export type SchemaMigrations = Readonly<{
  schema: string;
  /** Tells the advisory lock of this schema from that of others. */
  lock: number;
  directory: string;
  /** Append only: index i is version i + 1. */
  files: readonly string[];
}>;

/** The first half of every advisory lock that belongs to the system. */
const lockSpace = 1_279_346_516;

const currentVersion = async (client: Pool | ClientBase, schema: string): Promise<number> => {
  const known = await client.query<{ known: boolean }>('select to_regclass($1) is not null as known', [
    `${schema}.versions`,
  ]);
  if (known.rows[0]?.known !== true) return 0;
  const { rows } = await client.query<{ version: number }>(
    `select coalesce(max(version), 0) as version from ${schema}.versions`,
  );
  return rows[0]?.version ?? 0;
};

const migrateLocked = async (client: ClientBase, migrations: SchemaMigrations): Promise<void> => {
  const { schema, lock, directory, files } = migrations;
  // One migration at a time; the next one finds its work done.
  await client.query('select pg_advisory_xact_lock($1, $2)', [lockSpace, lock]);
  // Reading the catalogue makes this connection look again: it still believes what it asked before it waited for others.
  await client.query('select from pg_catalog.pg_namespace limit 1');
  await client.query(`create schema if not exists ${schema}`);
  await client.query(
    `create table if not exists ${schema}.versions (version int primary key, applied_at timestamptz not null default now())`,
  );
  const from = await currentVersion(client, schema);
  for (const [index, file] of files.entries()) {
    if (index < from) continue;
    await client.query(await readFile(join(directory, file), 'utf8'));
    await client.query(`insert into ${schema}.versions (version) values ($1)`, [index + 1]);
  }
};

/** Brings a schema to the version of this code. Safe when several processes start at once. */
export const migrateSchema = async (pool: Pool, migrations: SchemaMigrations): Promise<void> => {
  if ((await currentVersion(pool, migrations.schema)) >= migrations.files.length) return;
  const client = await pool.connect();
  try {
    await client.query('begin');
    await migrateLocked(client, migrations);
    await client.query('commit');
    client.release();
  } catch (error) {
    // Closing the connection rolls back, also when it is the connection that failed.
    client.release(true);
    throw error;
  }
};
