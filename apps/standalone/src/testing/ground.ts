import { randomUUID } from 'node:crypto';
import { startPostgres } from '../postgres/start-postgres.ts';
import { dataFolder, startSandboxProcess } from './running-system.ts';

/** What a system under test stands on: a Postgres and a sandbox of its own, which outlive every process of it. */
export type Ground = Readonly<{
  /** Empty at first; removed by `stop`. */
  folder: string;
  /** As the owner of an empty database. */
  databaseUrl: string;
  sandboxUrl: string;
  stop: () => Promise<void>;
}>;

/** A day of the platforms lasts `sandboxDayMs`: in half a minute a campaign of thirty days spends half of its budget. */
export const startGround = async (sandboxDayMs = 2_000): Promise<Ground> => {
  const folder = await dataFolder();
  const postgres = await startPostgres(folder.path, randomUUID());
  const sandbox = await startSandboxProcess({ SANDBOX_DAY_MS: `${sandboxDayMs}` });
  return {
    ...{ folder: folder.path, databaseUrl: postgres.url, sandboxUrl: sandbox.url },
    stop: async () => {
      await sandbox.stop();
      await postgres.stop();
      await folder.drop();
    },
  };
};

/**
 * The variables that the system has on either way to run: patient with failing platforms, soon to look again, and without
 * a limit to requests.
 */
export const groundVariables = ({ databaseUrl, sandboxUrl }: Ground, clockSpeed: number) => ({
  DATABASE_URL: databaseUrl,
  SANDBOX_URL: sandboxUrl,
  HOST: '127.0.0.1',
  CLOCK_SPEED: `${clockSpeed}`,
  CLOCK_STARTED_AT: new Date().toISOString(),
  RATE_LIMIT_PER_MINUTE: '1000000',
  UNKNOWN_OUTCOME_WAIT_MS: '300',
  PLATFORM_REQUEST_TIMEOUT_MS: '2000',
  OPERATION_RETRY_BASE_MS: '50',
  OPERATION_MAX_ATTEMPTS: '10',
});
