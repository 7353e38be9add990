import { createTestDatabase, freePort, type TestDatabase } from '@campaigns/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runToEnd } from '../testing/running-system.ts';
import { mainOf, type Service, startService } from '../testing/service-process.ts';

let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

const environment = async (): Promise<Record<string, string>> => ({
  DATABASE_URL: database.url,
  EVENTSTORE_URL: '',
  // Nothing listens there.
  KAFKA_BROKERS: `127.0.0.1:${await freePort()}`,
  HOST: '127.0.0.1',
  APP_DB_PASSWORD: 'app-password',
  PROJECTOR_DB_PASSWORD: 'projector-password',
  AUTH_JWT_SECRET: 'a secret of at least 32 characters',
  VAULT_KEYS: JSON.stringify([{ id: 'test', key: Buffer.alloc(32, 7).toString('base64') }]),
});

const all: readonly Service[] = [
  'api-gateway',
  'event-relay',
  'orchestrator',
  'projections',
  'rules-engine',
  'sync-worker',
];

describe('A service process while Kafka is away', () => {
  it.each([
    // It stands by: nobody leads without Kafka.
    ['event-relay', { relay: 'ok' }],
    ['orchestrator', {}],
    ['rules-engine', {}],
    ['sync-worker', {}],
  ] as const)(
    'starts, says that it is Kafka that is missing, and still ends with 0 when told to: %s',
    async (service, own) => {
      const port = await freePort();
      const { terminate } = await startService(service, { ...(await environment()), HEALTH_PORT: `${port}` });
      const answer = await fetch(`http://127.0.0.1:${port}/health/ready`);
      const { status, checks } = (await answer.json()) as Readonly<{ status: string; checks: unknown }>;
      expect([answer.status, answer.headers.get('retry-after'), status]).toEqual([503, '5', 'failed']);
      expect(checks).toEqual({ log: 'ok', postgres: 'ok', kafka: 'failed', ...own });
      expect(await terminate()).toBe(0);
    },
  );

  it('does not mind when it reads the log itself', async () => {
    const port = await freePort();
    const { terminate } = await startService('projections', { ...(await environment()), HEALTH_PORT: `${port}` });
    expect((await fetch(`http://127.0.0.1:${port}/health/ready`)).status).toBe(200);
    expect(await terminate()).toBe(0);
  });
});

describe('A service process that cannot start ends with 1 and one line', () => {
  const refusal = async (service: Service, env: Readonly<Record<string, string>>): Promise<string> => {
    const { code, stdout, stderr } = await runToEnd(mainOf(service), [], { ...(await environment()), ...env });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.trim().split('\n')).toHaveLength(1);
    return stderr;
  };

  it.each(all)('when Postgres is away: %s', async (service) => {
    const line = await refusal(service, { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' });
    expect(line).toContain(`${service} cannot start: DATABASE_URL: the database cannot be reached`);
  });

  it.each(all)('when a log in EventStoreDB would have no Kafka: %s', async (service) => {
    const line = await refusal(service, { EVENTSTORE_URL: 'esdb://127.0.0.1:1', KAFKA_BROKERS: '' });
    expect(line).toContain('KAFKA_BROKERS');
  });
});
