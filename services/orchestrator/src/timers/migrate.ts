import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClientBase, Pool } from 'pg';

/** Append only: index i is version i + 1. */
const migrations = ['0001-timers.sql', '0002-more-kinds.sql'] as const;

const currentVersion = async (client: Pool | ClientBase): Promise<number> => {
  const known = await client.query<{ known: boolean }>(
    `select to_regclass('orchestrator.versions') is not null as known`,
  );
  if (known.rows[0]?.known !== true) return 0;
  const { rows } = await client.query<{ version: number }>(
    'select coalesce(max(version), 0) as version from orchestrator.versions',
  );
  return rows[0]?.version ?? 0;
};

const migrateLocked = async (client: ClientBase): Promise<void> => {
  // One migration at a time; the next one finds its work done.
  await client.query('select pg_advisory_xact_lock(1279346516, 3)');
  // Reading the catalogue makes this connection look again: it still believes what it asked before it waited for others.
  await client.query('select from pg_catalog.pg_namespace limit 1');
  await client.query('create schema if not exists orchestrator');
  await client.query(
    'create table if not exists orchestrator.versions (version int primary key, applied_at timestamptz not null default now())',
  );
  const from = await currentVersion(client);
  for (const [index, file] of migrations.entries()) {
    if (index < from) continue;
    await client.query(await readFile(join(import.meta.dirname, 'migrations', file), 'utf8'));
    await client.query('insert into orchestrator.versions (version) values ($1)', [index + 1]);
  }
};

/** Brings the schema `orchestrator` to the version of this code. Safe when several processes start at once. */
export const migrateOrchestrator = async (pool: Pool): Promise<void> => {
  if ((await currentVersion(pool)) >= migrations.length) return;
  const client = await pool.connect();
  try {
    await client.query('begin');
    await migrateLocked(client);
    await client.query('commit');
    client.release();
  } catch (error) {
    // Closing the connection rolls back, also when it is the connection that failed.
    client.release(true);
    throw error;
  }
};

/** Lets a role keep timers, and nothing else of the schema. */
export const grantOrchestratorAccess = async (pool: Pool, role: string): Promise<void> => {
  const { rows } = await pool.query<{ statement: string }>(
    `select format(statement, $1::text) as statement from unnest(array[
       'grant usage on schema orchestrator to %I',
       'grant select on orchestrator.versions to %I',
       'grant select, insert, update, delete on orchestrator.timers to %I'
     ]) as statement`,
    [role],
  );
  for (const { statement } of rows) await pool.query(statement);
};
