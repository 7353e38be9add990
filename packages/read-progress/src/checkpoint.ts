import type { ClientBase } from 'pg';

/** The schema of the read tables that are read. */
export const liveSchema = 'read';

/** A checkpoint before the first event. */
export const beforeStart = -1n;

/** Position of the last event that the schema's tables show; `beforeStart` when they show none. */
export const readCheckpoint = async (client: ClientBase, schema: string): Promise<bigint> => {
  const { rows } = await client.query<{ position: string }>({
    name: 'checkpoint-read',
    text: 'select position from read_meta.checkpoints where name = $1',
    values: [schema],
  });
  return rows[0] === undefined ? beforeStart : BigInt(rows[0].position);
};
