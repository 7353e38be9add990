import {
  type BreakableProxy,
  createTestDatabase,
  freePort,
  startBreakableProxy,
  startEventStoreDbStandIn,
  type TestDatabase,
} from '@campaigns/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { type EngineConfig, type Engines, openEngines } from './engines.ts';
import { healthServer } from './health-server.ts';
import { type Lifecycle, lifecycle } from './lifecycle.ts';

const logger = pino({ level: 'silent' });
let database: TestDatabase;
let proxy: BreakableProxy;
let life: Lifecycle;

beforeEach(async () => {
  database = await createTestDatabase();
  proxy = await startBreakableProxy(database.url);
  life = lifecycle(logger);
});
afterEach(async () => {
  await life.close();
  await proxy.close();
  await database.drop();
});

const open = (config: Partial<EngineConfig>): Promise<Engines> =>
  openEngines(
    { databaseUrl: proxy.url, eventStoreUrl: undefined, kafka: undefined, ...config },
    { name: 'tests', logger, life },
  );
const noKafka = async () => ({ brokers: [`127.0.0.1:${await freePort()}`], sessionTimeoutMs: 30_000 });

/** What `/health/ready` of a service on these engines answers. */
const readyOf = async ({ checks }: Engines): Promise<() => Promise<unknown>> => {
  const server = await healthServer({ port: 0, host: '127.0.0.1', checks });
  life.track('health', server, ({ close }) => close());
  return async () => {
    const answer = await fetch(`${server.url}/health/ready`);
    return [answer.status, ((await answer.json()) as Readonly<{ checks: unknown }>).checks];
  };
};

describe('A service', () => {
  it('on Postgres alone makes the log, and names Postgres while it is away', async () => {
    const engines = await open({});
    expect(await engines.store.head()).toBe('start');
    const ready = await readyOf(engines);
    expect(await ready()).toEqual([200, { log: 'ok', postgres: 'ok' }]);
    await proxy.cut();
    expect(await ready()).toEqual([503, { log: 'failed', postgres: 'failed' }]);
    await proxy.mend();
    expect(await ready()).toEqual([200, { log: 'ok', postgres: 'ok' }]);
  });

  it('names Kafka while it is away', async () => {
    const ready = await readyOf(await open({ kafka: await noKafka() }));
    expect(await ready()).toEqual([503, { log: 'ok', postgres: 'ok', kafka: 'failed' }]);
  });

  it('has its log in EventStoreDB when that is named, and names it while it is away', async () => {
    const eventStoreDb = await startEventStoreDbStandIn();
    const ready = await readyOf(await open({ eventStoreUrl: eventStoreDb.url, kafka: await noKafka() }));
    expect(await ready()).toEqual([503, { log: 'ok', postgres: 'ok', kafka: 'failed' }]);
    await eventStoreDb.kill();
    expect(await ready()).toEqual([503, { log: 'failed', postgres: 'ok', kafka: 'failed' }]);
  });

  it('does not start without Postgres, and says which variable to look at', async () => {
    await proxy.cut();
    await expect(open({})).rejects.toThrow(/^DATABASE_URL: the database cannot be reached/);
  });
});
