import { eventually } from '@campaigns/testing';
import type pg from 'pg';

export type Blockade = Readonly<{
  /** The backend that stands still because of the blockade; waits until there is one. */
  stoppedPid: () => Promise<number>;
  lift: () => Promise<void>;
}>;

/** Holds what a statement locks, so that whoever wants it stands still in the middle of its transaction. */
export const blockade = async (pool: pg.Pool, statement: string): Promise<Blockade> => {
  const client = await pool.connect();
  client.on('error', () => undefined);
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  await client.query('begin');
  await client.query(statement);
  return {
    stoppedPid: () =>
      eventually(async () => {
        const stopped = await pool.query<{ pid: number }>(
          'select pid from pg_stat_activity where pg_blocking_pids(pid) @> array[$1::int]',
          [rows[0]?.pid],
        );
        if (stopped.rows[0] === undefined) throw new Error('Nobody stands still');
        return stopped.rows[0].pid;
      }),
    lift: async () => {
      await client.query('rollback');
      client.release();
    },
  };
};

/** As a crash of the server process would: its transaction is gone, its connection ends. */
export const terminate = async (pool: pg.Pool, pid: number): Promise<void> => {
  await pool.query('select pg_terminate_backend($1)', [pid]);
};
