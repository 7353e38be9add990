import { randomBytes, randomUUID } from 'node:crypto';
import { eventually, freePort } from '@campaigns/testing';
import { expect } from '@jest/globals';
import { type Api, apiAt } from '../demo/api-client.ts';
import { developmentToken } from '../development-token.ts';
import { platformsAt } from '../platforms-at.ts';
import { startPostgres } from '../postgres/start-postgres.ts';
import { dataFolder, runToEnd, startSandboxProcess } from './running-system.ts';
import { type SandboxControl, sandboxControl } from './sandbox-control.ts';
import { type Service, type ServiceProcess, startService } from './service-process.ts';

export type DistributedSystem = Readonly<{
  api: Api;
  apiUrl: string;
  token: string;
  sandbox: SandboxControl;
  /** Kills one process of a service, as a power cut would. */
  killOne: (service: Service) => Promise<void>;
  startOne: (service: Service) => Promise<void>;
  /** Terminates the services, whoever was started first last; gives each one's exit code. */
  terminate: () => Promise<readonly (readonly [Service, number | null])[]>;
  /** Terminates what is left, and stops what they stood on. */
  stop: () => Promise<void>;
}>;

const services: readonly Service[] = [
  ...(['projections', 'event-relay', 'orchestrator', 'orchestrator'] as const),
  ...(['sync-worker', 'sync-worker', 'api-gateway'] as const),
];

const variables = (brokers: readonly string[], databaseUrl: string, sandboxUrl: string) => ({
  DATABASE_URL: databaseUrl,
  KAFKA_BROKERS: brokers.join(','),
  KAFKA_NAMESPACE: `test-${randomUUID()}.`,
  // The shortest: soon after a process was killed others have its work.
  KAFKA_SESSION_TIMEOUT_MS: '6000',
  HOST: '127.0.0.1',
  HEALTH_PORT: '0',
  APP_DB_PASSWORD: randomUUID(),
  PROJECTOR_DB_PASSWORD: randomUUID(),
  AUTH_JWT_SECRET: randomBytes(48).toString('base64url'),
  VAULT_KEYS: JSON.stringify([{ id: 'test', key: randomBytes(32).toString('base64') }]),
  SANDBOX_URL: sandboxUrl,
  ...platformsAt(sandboxUrl),
  RATE_LIMIT_PER_MINUTE: '1000000',
  UNKNOWN_OUTCOME_WAIT_MS: '300',
  PLATFORM_REQUEST_TIMEOUT_MS: '2000',
  OPERATION_RETRY_BASE_MS: '50',
  OPERATION_MAX_ATTEMPTS: '10',
});

/**
 * Every service as a process of its own: the log in EventStoreDB where its URL is given, else in a Postgres of its own,
 * delivered by Kafka; two orchestrators and two sync-workers, against a sandbox of its own; seeded. All start at once, on
 * an empty database.
 */
export const startDistributedSystem = async (
  brokers: readonly string[],
  { clockSpeed, eventStoreUrl = '' }: Readonly<{ clockSpeed: number; eventStoreUrl?: string }>,
): Promise<DistributedSystem> => {
  const folder = await dataFolder();
  const postgres = await startPostgres(folder.path, randomUUID());
  const sandboxProcess = await startSandboxProcess({ SANDBOX_DAY_MS: '500' });
  const port = await freePort();
  const env = {
    ...variables(brokers, postgres.url, sandboxProcess.url),
    EVENTSTORE_URL: eventStoreUrl,
    PORT: `${port}`,
    CLOCK_SPEED: `${clockSpeed}`,
    CLOCK_STARTED_AT: new Date().toISOString(),
  };
  const running: ServiceProcess[] = [];
  const startOne = async (service: Service): Promise<void> => void running.push(await startService(service, env));
  const terminate = async () => {
    const ended: (readonly [Service, number | null])[] = [];
    for (let last = running.pop(); last !== undefined; last = running.pop()) {
      ended.push([last.service, await last.terminate()]);
    }
    return ended;
  };
  const stop = async (): Promise<void> => {
    await terminate();
    await sandboxProcess.stop();
    await postgres.stop();
    await folder.drop();
  };

  try {
    const started = await Promise.allSettled(services.map(startOne));
    for (const each of started) if (each.status === 'rejected') throw each.reason;
    const seeded = await runToEnd('seed.ts', [], env);
    expect(seeded).toMatchObject({ code: 0, stderr: '' });
    const apiUrl = `http://127.0.0.1:${port}`;
    const ready = async (): Promise<void> => expect((await fetch(`${apiUrl}/health/ready`)).status).toBe(200);
    await eventually(ready, { timeoutMs: 30_000, everyMs: 100 });
    const token = await developmentToken(env.AUTH_JWT_SECRET);
    return {
      ...{ apiUrl, token, startOne, terminate, stop },
      api: apiAt(apiUrl, token),
      sandbox: sandboxControl(sandboxProcess.url),
      killOne: async (service) => {
        const killed = running.find((each) => each.service === service);
        if (killed === undefined) throw new Error(`No ${service} is running`);
        running.splice(running.indexOf(killed), 1);
        await killed.kill();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
};
