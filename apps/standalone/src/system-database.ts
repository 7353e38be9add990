import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { logPool } from '@campaigns/event-sourcing';
import type pg from 'pg';
import type { StandaloneConfig } from './config.ts';
import { readInstance } from './instance-file.ts';
import { startPostgres } from './postgres/start-postgres.ts';
import { loadSecrets } from './secrets.ts';
import { StartError } from './start-error.ts';

export type SystemDatabase = Readonly<{ url: string; pool: pg.Pool; close: () => Promise<void> }>;

type Needs = Readonly<{
  applicationName: string;
  /** A table without which the command has nothing to do. */
  table: 'log.events' | 'log.dead_letters' | 'access.analyst_organizations' | 'vault.secrets';
  /** Whether Postgres from npm may be started for the time of the command. */
  mayStart: boolean;
}>;

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

const nothingToStop = async (): Promise<void> => {};

const locate = async ({ databaseUrl, dataDir }: StandaloneConfig, mayStart: boolean) => {
  if (databaseUrl !== undefined) return { url: databaseUrl, stop: nothingToStop };
  const running = await readInstance(dataDir);
  if (running !== undefined) return { url: running.databaseUrl, stop: nothingToStop };
  if (!mayStart) throw new StartError('The system is not running; start it first, or set DATABASE_URL');
  if (!(await exists(join(dataDir, 'postgres', 'PG_VERSION')))) {
    throw new StartError(`There is no data in ${dataDir}; start the system first, or set DATABASE_URL`);
  }
  const { databasePassword } = await loadSecrets(dataDir);
  return startPostgres(dataDir, databasePassword);
};

const requireTable = async (pool: pg.Pool, table: string): Promise<void> => {
  const { rows } = await pool
    .query<{ known: boolean }>('select to_regclass($1) is not null as known', [table])
    .catch((error: NodeJS.ErrnoException) => {
      throw new StartError(`The database cannot be reached (${error.message.split('\n')[0] || error.code})`);
    });
  if (rows[0]?.known !== true) {
    throw new StartError(`The database has no ${table}: the system was never started on it`);
  }
};

/**
 * The database of the system, for a command beside it: that of `DATABASE_URL`, else that of the system that runs on the
 * data folder, else its Postgres, started until `close`. Connects as the owner. Throws `StartError`.
 */
export const openSystemDatabase = async (config: StandaloneConfig, needs: Needs): Promise<SystemDatabase> => {
  const { url, stop } = await locate(config, needs.mayStart);
  const pool = logPool({ url, applicationName: needs.applicationName, max: 4 });
  const close = async (): Promise<void> => {
    await pool.end();
    await stop();
  };
  try {
    await requireTable(pool, needs.table);
    return { url, pool, close };
  } catch (error) {
    await close();
    throw error;
  }
};
