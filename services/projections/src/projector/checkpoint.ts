import type { After } from '@campaigns/event-sourcing';
import type { ClientBase } from 'pg';
import { beforeStart, type ReadSchema } from '../read-tables/read-schema.ts';
import { statement } from '../statements/statement.ts';

/** Position of the last event that the schema's tables show; `beforeStart` when they show none. */
export const readCheckpoint = async (client: ClientBase, schema: ReadSchema): Promise<bigint> => {
  const { rows } = await client.query<{ position: string }>({
    name: 'checkpoint-read',
    text: 'select position from read_meta.checkpoints where name = $1',
    values: [schema],
  });
  return rows[0] === undefined ? beforeStart : BigInt(rows[0].position);
};

export const asAfter = (position: bigint): After => (position === beforeStart ? 'start' : position);

/** Fails, and with it its transaction, when the checkpoint is not where the caller last saw it. Tells those who wait. */
export const advance = statement('checkpoint-advance', 'select read_meta.advance($1, $2, $3)');
