import type { Pool } from 'pg';

const lockId = 7_215_904_413;

const tables = `
create schema if not exists vault;
create table if not exists vault.secrets (
  connection_id uuid primary key,
  key_id text not null,
  nonce bytea not null check (octet_length(nonce) = 12),
  ciphertext bytea not null,
  tag bytea not null check (octet_length(tag) = 16),
  updated_at timestamptz not null default now()
);
alter table vault.secrets add column if not exists wrapped_key bytea check (octet_length(wrapped_key) = 60);
create table if not exists vault.grants (
  grant_id uuid primary key,
  org_id uuid not null,
  platform text not null,
  key_id text not null,
  wrapped_key bytea not null check (octet_length(wrapped_key) = 60),
  nonce bytea not null check (octet_length(nonce) = 12),
  ciphertext bytea not null,
  tag bytea not null check (octet_length(tag) = 16),
  scopes text[] not null,
  -- When a newer access token is fetched; empty when there is no need, or no way.
  renew_at timestamptz,
  -- When a person has to consent anew; empty when there is no such time.
  ends_at timestamptz,
  -- What those who use it have been told of its end.
  told text check (told in ('ending', 'ended')),
  updated_at timestamptz not null default now()
);
-- When the person consented; renewals do not change it.
alter table vault.grants add column if not exists created_at timestamptz not null default now();
create index if not exists grants_renew_at on vault.grants (renew_at);
create index if not exists grants_ends_at on vault.grants (ends_at);
create table if not exists vault.grant_connections (
  connection_id uuid primary key,
  grant_id uuid not null
);
create index if not exists grant_connections_grant_id on vault.grant_connections (grant_id);
`;

/** Makes the vault's tables unless they are there. May run at the same time in any number of processes. */
export const migrateVault = async (pool: Pool): Promise<void> => {
  // Asked first, so that a role without the right to create anything can start on a database that is ready: it has what
  // was added last.
  const { rows } = await pool.query<{ ready: boolean }>(
    `select exists (select from pg_catalog.pg_attribute where attrelid = to_regclass('vault.grants')
       and attname = 'created_at' and not attisdropped) as ready`,
  );
  if (rows[0]?.ready === true) return;
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [lockId]);
    // Reading the catalogue makes this connection look again: it still believes what it asked before it waited.
    await client.query('select from pg_catalog.pg_namespace limit 1');
    await client.query(tables);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
};
