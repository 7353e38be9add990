import type { Pool, PoolClient } from 'pg';
import type { ReadSchema } from '../read-tables/read-schema.ts';

/**
 * A connection that writes the read tables of one schema, as the projector and nobody else. Locks and transactions share
 * it: whoever loses the connection loses both. Ended with `close`, never given back to the pool.
 */
export type WritingSession = Readonly<{ client: PoolClient; isLost: () => boolean; close: () => void }>;

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
    await client.query(`set role orchestration_projector; set search_path to ${schema}; set statement_timeout to 0`);
    return { client, isLost: () => isLost, close };
  } catch (error) {
    close();
    throw error;
  }
};
