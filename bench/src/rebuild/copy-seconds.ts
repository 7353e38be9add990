import type { Pool } from 'pg';
import type { Setting } from '../benchmark.ts';
import { copyIn, copyOut, inLargeChunks } from '../postgres/copy.ts';

const columns = 'position, stream, revision, id, type, org_id, data, metadata, recorded_at';

/** Takes the log's rows into memory; then measures the seconds to load them, by COPY from this process, into an empty table. */
export const copySeconds = async (pool: Pool, track: Setting['track']): Promise<() => Promise<number>> => {
  const client = track('copying client', await pool.connect(), (connection) => connection.release());
  const chunks = inLargeChunks(await copyOut(client, `select ${columns} from log.events order by position`));
  return async () => {
    await client.query('truncate raw.events');
    const startedAt = performance.now();
    await copyIn(client, `raw.events (${columns})`, chunks);
    return (performance.now() - startedAt) / 1_000;
  };
};
