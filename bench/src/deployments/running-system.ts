import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSecrets, type Secrets } from '@campaigns/standalone';
import { freePort } from '@campaigns/testing';
import type { Setting } from '../benchmark.ts';
import { startChild } from '../child.ts';

const apps = join(import.meta.dirname, '../../../apps');

/** Bytes. */
export type Memory = Readonly<{ rss: number; heapUsed: number }>;

export type RunningSystem = Readonly<{
  apiUrl: string;
  sandboxUrl: string;
  secrets: Secrets;
  /** What the system's process holds, after a garbage collection. */
  memory: () => Promise<Memory>;
}>;

/** The whole product in one process, on the database given, and the ad-platform sandbox, which answers at once, in another. */
export const startSystem = async (databaseUrl: string, track: Setting['track']): Promise<RunningSystem> => {
  const folder = await mkdtemp(join(tmpdir(), 'campaigns-bench-'));
  track('data folder', folder, () => rm(folder, { recursive: true, force: true }));
  const sandbox = await startChild({
    args: [join(apps, 'ad-sandbox/src/main.ts')],
    // A day lasts a day: no results to compute while campaigns are made.
    env: { SANDBOX_PORT: '0', SANDBOX_DAY_MS: '86400000', SANDBOX_JOURNAL: join(folder, 'sandbox.jsonl') },
    ready: /(http:\S+)/,
  });
  track('sandbox', sandbox, ({ stop }) => stop());
  const sandboxUrl = sandbox.found[1] as string;
  const port = await freePort();
  const system = await startChild({
    args: [
      '--expose-gc',
      '--import',
      join(import.meta.dirname, 'memory-probe.ts'),
      join(apps, 'standalone/src/main.ts'),
    ],
    env: {
      ...{ PORT: `${port}`, DATA_DIR: folder, DATABASE_URL: databaseUrl, SANDBOX_URL: sandboxUrl },
      RATE_LIMIT_PER_MINUTE: '1000000000',
    },
    ready: /Ctrl-C stops everything/,
  });
  track('system', system, ({ stop }) => stop());
  const secrets = await readSecrets(folder);
  if (secrets === undefined) throw new Error('The system has no secrets');
  return {
    ...{ apiUrl: `http://127.0.0.1:${port}/api/orchestration`, sandboxUrl, secrets },
    memory: async () => {
      const answer = once(system.process, 'message');
      system.process.send('memory');
      const [memory] = (await answer) as [Memory];
      return memory;
    },
  };
};
