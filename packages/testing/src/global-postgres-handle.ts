import type { StartedPostgres } from './start-postgres.ts';

// Jest loads setup and teardown as separate module graphs of one process, so a module variable would be lost.
const holder = globalThis as { startedPostgres?: StartedPostgres };

export const keepForTeardown = (postgres: StartedPostgres): void => {
  holder.startedPostgres = postgres;
};

export const stopKept = async (): Promise<void> => {
  await holder.startedPostgres?.stop();
};
