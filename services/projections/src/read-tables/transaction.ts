import type { ClientBase, Pool } from 'pg';

/** Runs in one transaction on a connection of its own, which is closed afterwards: no setting is left behind. */
export const inTransaction = async <Result>(
  pool: Pool,
  run: (client: ClientBase) => Promise<Result>,
): Promise<Result> => {
  const client = await pool.connect();
  // A connection that breaks between two statements: the next statement reports it.
  client.on('error', () => undefined);
  try {
    await client.query('begin');
    const result = await run(client);
    await client.query('commit');
    return result;
  } finally {
    client.release(true);
  }
};
