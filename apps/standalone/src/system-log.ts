import { type EventStore, postgresEventStore } from '@campaigns/event-sourcing';
import { lifecycle, loadConfig, loadEngineConfig, openEngines } from '@campaigns/service-kit';
import type pg from 'pg';
import type { Logger } from 'pino';
import { z } from 'zod';
import { loadStandaloneConfig } from './config.ts';
import { StartError } from './start-error.ts';
import { openSystemDatabase } from './system-database.ts';

export type SystemLog = Readonly<{
  store: EventStore;
  /** The database with the read tables, as its owner. */
  pool: pg.Pool;
  close: () => Promise<void>;
}>;

type Opening = Readonly<{ name: string; logger: Logger }>;

const environment = z.object({ EVENTSTORE_URL: z.string().optional() });

const inEventStoreDb = async (env: NodeJS.ProcessEnv, { name, logger }: Opening): Promise<SystemLog> => {
  const life = lifecycle(logger);
  try {
    const { store, pool } = await openEngines(loadEngineConfig(env), { name, logger, life });
    if ((await store.head()) === 'start') {
      throw new StartError('EVENTSTORE_URL: the log there is empty: the system was never started on it');
    }
    return { store, pool, close: life.close };
  } catch (error) {
    await life.close();
    throw error;
  }
};

/**
 * The log of the system, for a command beside it: in EventStoreDB where `EVENTSTORE_URL` says so, with the variables that
 * the services have; else in the database of `DATABASE_URL`, else in that of the data folder, whether the system runs or
 * not. Throws `StartError`, and one error that names every wrong variable.
 */
export const openSystemLog = async (env: NodeJS.ProcessEnv, root: string, opening: Opening): Promise<SystemLog> => {
  if (loadConfig(environment, env).EVENTSTORE_URL !== undefined) return inEventStoreDb(env, opening);
  const { name, logger } = opening;
  const database = await openSystemDatabase(loadStandaloneConfig(env, root), {
    ...{ applicationName: `campaigns-${name}`, table: 'log.events', mayStart: true },
  });
  const store = postgresEventStore({ pool: database.pool, logger });
  const close = async (): Promise<void> => {
    await store.close();
    await database.close();
  };
  return { store, pool: database.pool, close };
};
