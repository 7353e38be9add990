import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSecrets } from '@campaigns/standalone';
import { freePort } from '@campaigns/testing';
import type { Setting } from '../benchmark.ts';
import { root, startProduct } from './product-process.ts';
import type { RunningSystem } from './running-system.ts';

type Ground = Readonly<{ databaseUrl: string; sandboxUrl: string }>;

/** The whole product in one process. */
export const startOneProcess = async (
  { databaseUrl, sandboxUrl }: Ground,
  track: Setting['track'],
): Promise<RunningSystem> => {
  const folder = await mkdtemp(join(tmpdir(), 'campaigns-bench-'));
  track('data folder', folder, () => rm(folder, { recursive: true, force: true }));
  const port = await freePort();
  const system = await startProduct({
    args: [join(root, 'apps/standalone/src/main.ts')],
    env: {
      ...{ PORT: `${port}`, DATA_DIR: folder, DATABASE_URL: databaseUrl, SANDBOX_URL: sandboxUrl },
      // What is measured is the system, not what TikTok allows one app.
      ...{ RATE_LIMIT_PER_MINUTE: '1000000000', TIKTOK_CALLS_PER_SECOND: '1000000' },
    },
    ready: /Ctrl-C stops everything/,
  });
  track('system', system, ({ stop }) => stop());
  const secrets = await readSecrets(folder);
  if (secrets === undefined) throw new Error('The system has no secrets');
  return {
    ...{ apiUrl: `http://127.0.0.1:${port}/api/orchestration`, sandboxUrl, secrets },
    memory: async () => new Map([['one process', await system.memory()]]),
  };
};
