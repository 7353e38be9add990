import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { platformsAt, type Secrets } from '@campaigns/standalone';
import { freePort } from '@campaigns/testing';
import type { Setting } from '../benchmark.ts';
import { type ProductProcess, root, startProduct } from './product-process.ts';
import type { RunningSystem } from './running-system.ts';

const services = ['projections', 'event-relay', 'orchestrator', 'sync-worker', 'rules-engine', 'api-gateway'] as const;
type Service = (typeof services)[number];

type Ground = Readonly<{ databaseUrl: string; brokers: readonly string[]; sandboxUrl: string; secrets: Secrets }>;

export type SeparateProcesses = RunningSystem &
  Readonly<{
    /** Starts or stops sync-workers until there are so many; at first there is one. */
    haveWorkers: (count: number) => Promise<void>;
  }>;

const variables = ({ databaseUrl, brokers, sandboxUrl, secrets }: Ground, port: number) => ({
  ...{ DATABASE_URL: databaseUrl, KAFKA_BROKERS: brokers.join(','), KAFKA_NAMESPACE: 'bench.' },
  ...{ SANDBOX_URL: sandboxUrl, SANDBOX_TOKEN: secrets.sandboxToken, ...platformsAt(sandboxUrl) },
  ...{ AUTH_JWT_SECRET: secrets.jwtSecret, VAULT_KEYS: JSON.stringify(secrets.vaultKeys) },
  ...{ APP_DB_PASSWORD: secrets.appPassword, PROJECTOR_DB_PASSWORD: secrets.projectorPassword },
  ...{ PORT: `${port}`, HEALTH_PORT: '0', RATE_LIMIT_PER_MINUTE: '1000000000' },
  // What is measured is the system, not what TikTok allows one app.
  TIKTOK_CALLS_PER_SECOND: '1000000',
});

/** Every service in a process of its own, delivered by Kafka. The secrets are those of another system on the same server. */
export const startSeparateProcesses = async (ground: Ground, track: Setting['track']): Promise<SeparateProcesses> => {
  const { sandboxUrl, secrets } = ground;
  const port = await freePort();
  const env = variables(ground, port);
  const start = (service: Service): Promise<ProductProcess> =>
    startProduct({ args: [join(root, 'services', service, 'src/main.ts')], env, ready: /"msg":"ready"/ });
  const running = new Map<Service, ProductProcess>();
  for (const service of services) {
    running.set(
      service,
      track(service, await start(service), ({ stop }) => stop()),
    );
  }
  const seed = join(root, 'apps/standalone/src/seed.ts');
  await promisify(execFile)(process.execPath, [seed], { env: { ...process.env, ...env } });

  const others: ProductProcess[] = [];
  track('other workers', others, () => Promise.all(others.map(({ stop }) => stop())));
  return {
    ...{ apiUrl: `http://127.0.0.1:${port}/api/orchestration`, sandboxUrl, secrets },
    memory: async () =>
      new Map(await Promise.all([...running].map(async ([service, { memory }]) => [service, await memory()] as const))),
    haveWorkers: async (count) => {
      while (1 + others.length < count) others.push(await start('sync-worker'));
      while (1 + others.length > count) await others.pop()?.stop();
    },
  };
};
