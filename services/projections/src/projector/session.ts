import type { Pool, PoolClient } from 'pg';
import type { ReadSchema } from '../read-tables/read-schema.ts';

/**
 * A connection that writes the read tables of one schema, as the projector and nobody else. Locks and transactions share
 * it: whoever loses the connection loses both. Ended with `close`, never given back to the pool.
 */
export type WritingSession = Readonly<{ client: PoolClient; isLost: () => boolean; close: () => void }>;

/**
 * Every statement touches a few rows by key, while the tables grow from empty: what the planner knew about them when it
 * planned is soon wrong, so it gets no choice. Commits need not be on disk: what a crash takes is projected again.
 */
const settings = `
  set statement_timeout to 0;
  set synchronous_commit to off;
  set plan_cache_mode to force_generic_plan;
  set enable_seqscan to off;
  set enable_hashjoin to off;
  set enable_mergejoin to off`;

export const openSession = async (pool: Pool, schema: ReadSchema): Promise<WritingSession> => {
  const client = await pool.connect();
  let isLost = false;
  const lose = (): void => {
    isLost = true;
  };
  client.on('error', lose);
  client.on('end', lose);
  const close = (): void => client.release(true);
  try {
    await client.query(`set role orchestration_projector; set search_path to ${schema}; ${settings}`);
    return { client, isLost: () => isLost, close };
  } catch (error) {
    close();
    throw error;
  }
};
