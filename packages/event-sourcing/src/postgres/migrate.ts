import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClientBase, Pool } from 'pg';
import { unavailableOr } from './unavailable.ts';

/** Append only: index i is version i + 1. */
const migrations = ['0001-event-log.sql', '0002-event-feed.sql'] as const;

const currentVersion = async (client: Pool | ClientBase): Promise<number> => {
  const { rows } = await client.query<{ known: boolean }>(`select to_regclass('log.versions') is not null as known`);
  if (rows[0]?.known !== true) return 0;
  const latest = await client.query<{ version: number }>(
    `select coalesce(max(version), 0) as version from log.versions`,
  );
  return latest.rows[0]?.version ?? 0;
};

const migrateLocked = async (client: ClientBase): Promise<void> => {
  await client.query('select pg_advisory_xact_lock(1279346516, 2)');
  // Reading the catalogue makes this connection look again: it still believes what it asked before it waited for others.
  await client.query('select from pg_catalog.pg_namespace limit 1');
  await client.query('create schema if not exists log');
  await client.query(
    'create table if not exists log.versions (version int primary key, applied_at timestamptz not null default now())',
  );
  const from = await currentVersion(client);
  for (const [index, file] of migrations.entries()) {
    if (index < from) continue;
    await client.query(await readFile(join(import.meta.dirname, 'migrations', file), 'utf8'));
    await client.query('insert into log.versions (version) values ($1)', [index + 1]);
  }
};

/**
 * Brings the schema `log` to the version of this code. Safe when several processes start at once, and a read only when
 * there is nothing to do. Throws `LogUnavailable` when Postgres cannot be reached.
 */
export const migrateEventLog = async (pool: Pool): Promise<void> => {
  try {
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
  } catch (error) {
    throw unavailableOr(error);
  }
};

/**
 * Lets a role read the log, append through `log.append` and `log.append_one`, and keep feed positions and dead letters;
 * nothing else: it can neither write nor change an event in any other way.
 */
export const grantLogAccess = async (pool: Pool, role: string): Promise<void> => {
  const { rows } = await pool.query<{ statement: string }>(
    `select format(statement, $1::text) as statement from unnest(array[
       'grant usage on schema log to %I',
       'grant select on log.versions, log.events to %I',
       'grant execute on function log.append(jsonb) to %I',
       'grant execute on function log.append_one(text, bigint, uuid, text, uuid, jsonb, jsonb) to %I',
       'grant select, insert, update on log.checkpoints to %I',
       'grant select, insert, update, delete on log.dead_letters to %I'
     ]) as statement`,
    [role],
  );
  for (const { statement } of rows) await pool.query(statement);
};
