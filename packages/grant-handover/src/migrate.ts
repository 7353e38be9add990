import type { Pool } from 'pg';

const lockId = 7_215_904_427;

/** Makes the table of slips unless it is there. May run at the same time in any number of processes. */
export const migrateHandover = async (pool: Pool): Promise<void> => {
  // Asked first, so that a role without the right to create anything can start on a database that is ready.
  const { rows } = await pool.query<{ ready: boolean }>(`select to_regclass('handover.slips') is not null as ready`);
  if (rows[0]?.ready === true) return;
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [lockId]);
    // Reading the catalogue makes this connection look again: it still believes what it asked before it waited.
    await client.query('select from pg_catalog.pg_namespace limit 1');
    await client.query('create schema if not exists handover');
    await client.query(`create table if not exists handover.slips (
      authorization_id uuid primary key,
      -- Of the state, or of X's request token: emptied when it comes back, so that it comes back once.
      state_hash bytea unique check (octet_length(state_hash) = 32),
      -- Holds the state: emptied when it is told to the person who asked.
      authorization_url text,
      -- Sealed to the sync-worker.
      verifier text,
      answer text,
      expires_at timestamptz not null
    )`);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
};
