import type { Pool } from 'pg';

const lockId = 7_215_904_413;

/** Makes the vault's table unless it is there. May run at the same time in any number of processes. */
export const migrateVault = async (pool: Pool): Promise<void> => {
  // Asked first, so that a role without the right to create anything can start on a database that is ready.
  const { rows } = await pool.query<{ ready: boolean }>(`select to_regclass('vault.secrets') is not null as ready`);
  if (rows[0]?.ready === true) return;
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [lockId]);
    await client.query('create schema if not exists vault');
    await client.query(`create table if not exists vault.secrets (
      connection_id uuid primary key,
      key_id text not null,
      nonce bytea not null check (octet_length(nonce) = 12),
      ciphertext bytea not null,
      tag bytea not null check (octet_length(tag) = 16),
      updated_at timestamptz not null default now()
    )`);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
};
