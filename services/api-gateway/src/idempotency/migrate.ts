import { migrateWebhooks } from '@campaigns/webhook-delivery';
import type { Pool } from 'pg';

/** One lock for all who migrate this schema at the same time. */
const lock = 'select pg_advisory_xact_lock(1279346516, 7)';

const tables = `
create schema if not exists gateway;
create table if not exists gateway.idempotency_keys (
  org_id uuid not null,
  key text not null,
  fingerprint text not null,
  -- Empty until the request has its final answer.
  status integer,
  headers jsonb,
  body text,
  created_at timestamptz not null default now(),
  primary key (org_id, key)
);
create index if not exists idempotency_keys_created_at on gateway.idempotency_keys (created_at);
`;

/** Makes the gateway's own table, and those of webhooks. Safe to run again and by several processes at once. */
export const migrateGateway = async (pool: Pool): Promise<void> => {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query(lock);
    // Reading the catalogue makes this connection look again: it still believes what it asked before it waited.
    await client.query('select from pg_catalog.pg_namespace limit 1');
    await client.query(tables);
    await client.query('commit');
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  }
  await migrateWebhooks(pool);
};

/** Lets a role keep idempotency keys, and nothing else of the schema. */
export const grantGatewayAccess = async (pool: Pool, role: string): Promise<void> => {
  const { rows } = await pool.query<{ statement: string }>(
    `select format(statement, $1::text) as statement from unnest(array[
       'grant usage on schema gateway to %I',
       'grant select, insert, update, delete on gateway.idempotency_keys to %I'
     ]) as statement`,
    [role],
  );
  for (const { statement } of rows) await pool.query(statement);
};
