import type { EventStore } from '@campaigns/event-sourcing';
import { rebuildReadTables } from '@campaigns/projections';
import type pg from 'pg';
import { pino } from 'pino';
import type { TableRows } from './verdict/read-table-faults.ts';

const rowsOf = async (pool: pg.Pool): Promise<TableRows> => {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'read'`,
  );
  const all = new Map<string, readonly string[]>();
  for (const { name } of tables) {
    const { rows } = await pool.query<{ row: string }>(`select to_jsonb(t)::text as row from read.${name} t`);
    all.set(
      name,
      rows.map(({ row }) => row),
    );
  }
  return all;
};

const failedEvents = async (pool: pg.Pool): Promise<readonly string[]> => {
  const { rows } = await pool.query<{ type: string; position: string; error: string }>(
    `select type, position, error from read_meta.failed_events where name = 'read'`,
  );
  return rows.map(({ type, position, error }) => `${type} at ${position}: ${error}`);
};

/** What the read tables show, and what they show once they have been made anew from the log. */
export const readTablesTwice = async (
  store: EventStore,
  pool: pg.Pool,
): Promise<Readonly<{ shown: TableRows; rebuilt: TableRows; failedEvents: readonly string[] }>> => {
  const [shown, failed] = [await rowsOf(pool), await failedEvents(pool)];
  await rebuildReadTables({ store, pool, logger: pino({ level: 'silent' }) });
  return { shown, rebuilt: await rowsOf(pool), failedEvents: failed };
};
