import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClientBase, Pool } from 'pg';
import { ensureGroupRoles } from '../access/group-roles.ts';
import { lockInTransaction } from '../projector/locks.ts';
import { createReadTables, definitionHash, schemas } from './read-schema.ts';
import { inTransaction } from './transaction.ts';

/** Append only: index i brings version i to version i + 1. The read tables' own shape is changed by a rebuild instead. */
const migrations: readonly ((client: ClientBase) => Promise<void>)[] = [
  async (client) => {
    await client.query(await readFile(join(import.meta.dirname, 'meta.sql'), 'utf8'));
    await createReadTables(client, schemas.live);
    // Nobody but the owner makes tables or functions here, not even temporary ones.
    await client.query(`set local client_min_messages to error`);
    await client.query(`do $$ begin
      execute format('revoke temporary on database %I from public', current_database());
      revoke create on schema public from public;
    exception when insufficient_privilege or invalid_schema_name then null;
    end $$`);
  },
];

// Asks the catalogue itself: `to_regclass` answers from a cache that a transaction which has waited for a lock, while another
// one made the table, may still hold.
const currentVersion = async (client: Pool | ClientBase): Promise<number> => {
  const { rows } = await client.query<{ known: boolean }>(
    `select exists (select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'read_meta' and c.relname = 'versions') as known`,
  );
  if (rows[0]?.known !== true) return 0;
  const latest = await client.query<{ version: number }>(
    'select coalesce(max(version), 0) as version from read_meta.versions',
  );
  return latest.rows[0]?.version ?? 0;
};

const migrateLocked = async (client: ClientBase): Promise<void> => {
  await lockInTransaction(client, 'migration');
  const from = await currentVersion(client);
  for (const [index, migrate] of migrations.entries()) {
    if (index < from) continue;
    await migrate(client);
    await client.query('insert into read_meta.versions (version) values ($1)', [index + 1]);
  }
};

export type Migrated = Readonly<{
  /** The read tables were made by another version of this code: `rebuildReadTables` brings them to this one's shape. */
  rebuildNeeded: boolean;
}>;

/**
 * Makes roles, schemas, read tables and their row-level security, or brings them to the version of this code. Safe when
 * several processes start at once; changes nothing when there is nothing to do. The pool connects as the owner: a
 * superuser, or a user with CREATEROLE and CREATE on the database. Throws `DatabaseNotSuitable` for one who is neither.
 */
export const migrateReadTables = async (pool: Pool): Promise<Migrated> => {
  await inTransaction(pool, ensureGroupRoles);
  if ((await currentVersion(pool)) < migrations.length) await inTransaction(pool, migrateLocked);
  const { rows } = await pool.query<{ hash: string }>('select hash from read_meta.definitions where name = $1', [
    schemas.live,
  ]);
  return { rebuildNeeded: rows[0]?.hash !== (await definitionHash()) };
};
