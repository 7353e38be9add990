import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '../start-error.ts';

export type RunningPostgres = Readonly<{ url: string; stop: () => Promise<void> }>;

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

const postmasterOf = async (databaseDir: string): Promise<number | undefined> => {
  const text = await readFile(join(databaseDir, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number.parseInt(text, 10);
  return Number.isInteger(pid) && isAlive(pid) ? pid : undefined;
};

/** After a kill the old Postgres is still shutting down; it needs no longer than a checkpoint. */
const waitForFormer = async (databaseDir: string): Promise<void> => {
  const deadline = Date.now() + 20_000;
  for (let pid = await postmasterOf(databaseDir); pid !== undefined; pid = await postmasterOf(databaseDir)) {
    if (Date.now() > deadline) {
      throw new StartError(`The data folder is in use by another Postgres (process ${pid}); stop it first`);
    }
    await sleep(100);
  }
};

/**
 * Postgres from npm on a free port of 127.0.0.1, its data kept in `<dataDir>/postgres`. It ends with this process, however
 * that ends. Throws `StartError` with Postgres's own reason.
 */
export const startPostgres = async (dataDir: string, password: string): Promise<RunningPostgres> => {
  const databaseDir = join(dataDir, 'postgres');
  await waitForFormer(databaseDir);
  // Postgres runs as another user when this process is root: that user has to reach its folder.
  if (process.getuid?.() === 0) await chmod(dataDir, 0o711);
  const port = await freePort();
  // Detached: a Ctrl-C reaches this process alone, which then stops its services before their database.
  const host = spawn(process.execPath, [join(import.meta.dirname, 'host.ts'), databaseDir, `${port}`], {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, POSTGRES_PASSWORD: password },
  });
  const ended = once(host, 'exit');
  let reason = '';
  host.stderr.on('data', (chunk: Buffer) => {
    reason = `${reason}${chunk.toString()}`.slice(-500);
  });
  const outcome = await Promise.race([once(host.stdout, 'data').then(() => 'ready'), ended.then(() => 'ended')]);
  if (outcome === 'ended') throw new StartError(`Postgres did not start: ${reason.trim() || 'no reason given'}`);
  return {
    url: `postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`,
    stop: async () => {
      host.stdin.end();
      await ended;
    },
  };
};
