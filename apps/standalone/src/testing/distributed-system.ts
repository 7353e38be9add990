import { randomBytes, randomUUID } from 'node:crypto';
import { newGrantKey } from '@campaigns/grant-handover';
import { eventually, freePort } from '@campaigns/testing';
import { apiAt } from '../demo/api-client.ts';
import { developmentToken } from '../development-token.ts';
import { platformsAt } from '../platforms-at.ts';
import { groundVariables, startGround } from './ground.ts';
import { runToEnd } from './running-system.ts';
import { sandboxControl } from './sandbox-control.ts';
import { type Service, type ServiceProcess, startService } from './service-process.ts';
import type { SystemUnderTest } from './system-under-test.ts';

export type DistributedSystem = SystemUnderTest &
  Readonly<{
    brokers: readonly string[];
    /** Kills one process of a service, as a power cut would. */
    killOne: (service: Service) => Promise<void>;
    startOne: (service: Service) => Promise<void>;
    /** Terminates the process of a service that was started first, as a roll-out would; gives its exit code. */
    terminateOne: (service: Service) => Promise<number | null>;
    /** Freezes the processes of a service, those first that were started first, by default one; the answer thaws them. */
    freeze: (service: Service, howMany?: number) => () => void;
    /** Whoever was started first ends last. */
    terminate: () => Promise<readonly (readonly [Service, number | null])[]>;
  }>;

export type DistributedSystemOptions = Readonly<{
  clockSpeed: number;
  /** EventStoreDB that holds the log; else it is in Postgres. */
  eventStoreUrl?: string;
  /** Variables of every service, over its own. */
  env?: Readonly<Record<string, string>>;
}>;

const services: readonly Service[] = [
  ...(['projections', 'event-relay', 'orchestrator', 'orchestrator'] as const),
  ...(['sync-worker', 'sync-worker', 'rules-engine', 'api-gateway'] as const),
];

/** The gateway seals with its half, the sync-workers open with theirs. */
const grantKeys = () => {
  const { d, ...open } = newGrantKey();
  return { GRANT_PUBLIC_KEY: JSON.stringify(open), GRANT_PRIVATE_KEY: JSON.stringify({ ...open, d }) };
};

const variables = (brokers: readonly string[], sandboxUrl: string) => ({
  KAFKA_BROKERS: brokers.join(','),
  KAFKA_NAMESPACE: `test-${randomUUID()}.`,
  // The shortest: soon after a process was killed others have its work.
  KAFKA_SESSION_TIMEOUT_MS: '6000',
  HEALTH_PORT: '0',
  APP_DB_PASSWORD: randomUUID(),
  PROJECTOR_DB_PASSWORD: randomUUID(),
  AUTH_JWT_SECRET: randomBytes(48).toString('base64url'),
  VAULT_KEYS: JSON.stringify([{ id: 'test', key: randomBytes(32).toString('base64') }]),
  ...grantKeys(),
  ...platformsAt(sandboxUrl),
});

/** Those that have started by the end, or the first reason why one has not. */
const startAll = async (start: (service: Service) => Promise<void>): Promise<void> => {
  const started = await Promise.allSettled(services.map(start));
  for (const each of started) if (each.status === 'rejected') throw each.reason;
};

/**
 * Every service as a process of its own: the log in EventStoreDB where its URL is given, else in a Postgres of its own,
 * delivered by Kafka; two orchestrators and two sync-workers, against a sandbox of its own; seeded. All start at once, on
 * an empty database.
 */
export const startDistributedSystem = async (
  brokers: readonly string[],
  { clockSpeed, eventStoreUrl = '', env: more = {} }: DistributedSystemOptions,
): Promise<DistributedSystem> => {
  const ground = await startGround();
  const apiUrl = `http://127.0.0.1:${await freePort()}`;
  const env = {
    ...groundVariables(ground, clockSpeed),
    ...variables(brokers, ground.sandboxUrl),
    EVENTSTORE_URL: eventStoreUrl,
    PORT: new URL(apiUrl).port,
    API_URL: apiUrl,
    PUBLIC_URL: apiUrl,
    ...more,
  };
  const running: ServiceProcess[] = [];
  const startOne = async (service: Service): Promise<void> => void running.push(await startService(service, env));
  const start = async (): Promise<void> => {
    await startAll(startOne);
    const ready = async (): Promise<void> => {
      const answer = await fetch(`${apiUrl}/health/ready`);
      if (!answer.ok) throw new Error(`The gateway is not ready: ${await answer.text()}`);
    };
    await eventually(ready, { timeoutMs: 30_000, everyMs: 100 });
  };
  const takeFirst = (service: Service): ServiceProcess => {
    const first = running.find((each) => each.service === service);
    if (first === undefined) throw new Error(`No ${service} is running`);
    running.splice(running.indexOf(first), 1);
    return first;
  };
  const terminate = async () => {
    const ended: (readonly [Service, number | null])[] = [];
    for (let last = running.pop(); last !== undefined; last = running.pop()) {
      ended.push([last.service, await last.terminate()]);
    }
    return ended;
  };
  const stop = async (): Promise<void> => {
    await terminate();
    await ground.stop();
  };

  try {
    await start();
    const seeded = await runToEnd('seed.ts', [], env);
    if (seeded.code !== 0) throw new Error(`The seeds were not made: ${seeded.stderr}`);
    const token = await developmentToken(env.AUTH_JWT_SECRET);
    return {
      ...{ apiUrl, token, env, brokers, startOne, terminate, stop },
      databaseUrl: ground.databaseUrl,
      api: apiAt(apiUrl, token),
      sandbox: sandboxControl(ground.sandboxUrl),
      killOne: (service) => takeFirst(service).kill(),
      terminateOne: (service) => takeFirst(service).terminate(),
      freeze: (service, howMany = 1) => {
        const frozen = running.filter((each) => each.service === service).slice(0, howMany);
        for (const { freeze } of frozen) freeze();
        return () => {
          for (const { thaw } of frozen) thaw();
        };
      },
      powerCut: async () => {
        await Promise.all(running.splice(0).map(({ kill }) => kill()));
        await start();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
};
