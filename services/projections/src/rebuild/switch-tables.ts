import type { ClientBase } from 'pg';
import type { Logger } from 'pino';
import { createReadTables, schemas } from '../read-tables/read-schema.ts';

const inOneTransaction = async (client: ClientBase, run: () => Promise<unknown>): Promise<void> => {
  await client.query('begin');
  try {
    await run();
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
};

const notices = 'set local client_min_messages to error';

/** Empty tables beside the live ones; what an interrupted rebuild left is removed. */
export const prepareNextTables = (client: ClientBase): Promise<void> =>
  inOneTransaction(client, async () => {
    await client.query(`${notices}; drop schema if exists ${schemas.next}, ${schemas.old} cascade`);
    await client.query('delete from read_meta.failed_events where name = $1', [schemas.next]);
    await createReadTables(client, schemas.next);
  });

const moveRows = ['checkpoints', 'definitions', 'failed_events']
  .map(
    (table) => `delete from read_meta.${table} where name = '${schemas.live}';
      update read_meta.${table} set name = '${schemas.live}' where name = '${schemas.next}';`,
  )
  .join('');

/** Nothing to rename when somebody has dropped the live tables: the log holds what was in them. */
const setLiveAside = `do $$ begin
  if to_regnamespace('${schemas.live}') is not null then
    alter schema ${schemas.live} rename to ${schemas.old};
  end if;
end $$`;

/** Renames the schemas and moves checkpoint and failures with them. Waits for no reader: no table is locked. */
export const switchTables = (client: ClientBase): Promise<void> =>
  inOneTransaction(client, () =>
    client.query(`
      ${setLiveAside};
      alter schema ${schemas.next} rename to ${schemas.live};
      ${moveRows}
      select pg_notify('projected', position::text) from read_meta.checkpoints where name = '${schemas.live}'`),
  );

const attempts = 5;

/** Waits briefly for readers of the old tables. What cannot be dropped now is dropped by the next rebuild. */
export const dropOldTables = async (client: ClientBase, logger: Logger): Promise<void> => {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    try {
      return await inOneTransaction(client, () =>
        client.query(`${notices}; set local lock_timeout to '2s'; drop schema if exists ${schemas.old} cascade`),
      );
    } catch (error) {
      logger.warn({ err: error, attempt }, 'old read tables still in use');
    }
  }
};
