import { logPool, postgresEventStore } from '@campaigns/event-sourcing';
import { createTestDatabase, type TestDatabase } from '@campaigns/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runToEnd, startSandboxProcess } from './testing/running-system.ts';

const VAULT_KEYS = JSON.stringify([{ id: 'test', key: Buffer.alloc(32, 7).toString('base64') }]);

describe('The seed command', () => {
  let database: TestDatabase;
  let sandbox: Awaited<ReturnType<typeof startSandboxProcess>>;

  beforeAll(async () => {
    [database, sandbox] = await Promise.all([createTestDatabase(), startSandboxProcess()]);
  });
  afterAll(async () => {
    await sandbox.stop();
    await database.drop();
  });

  const seed = (env: Readonly<Record<string, string>> = {}) =>
    runToEnd('seed.ts', [], {
      ...{ DATABASE_URL: database.url, EVENTSTORE_URL: '', KAFKA_BROKERS: '', SANDBOX_URL: sandbox.url, VAULT_KEYS },
      ...env,
    });
  const streams = async (): Promise<readonly string[]> => {
    const pool = logPool({ url: database.url, applicationName: 'tests', max: 1 });
    const store = postgresEventStore({ pool });
    const events = await store.readAll('start', 100);
    await store.close();
    await pool.end();
    return events.map(({ stream, type }) => `${stream.split('-')[0]} ${type}`);
  };

  it('gives an empty database templates and connections, and changes nothing when it is run again', async () => {
    expect(await seed()).toMatchObject({ code: 0, stderr: '' });
    const seeded = await streams();
    const connections = Array.from({ length: 6 }, () => 'connection ConnectionRegistered');
    expect(seeded.filter((each) => each.startsWith('connection'))).toEqual(connections);
    expect(seeded.filter((each) => each === 'template TemplateCreated')).toHaveLength(2);
    expect(await seed()).toMatchObject({ code: 0, stderr: '' });
    expect(await streams()).toEqual(seeded);
  });

  it.each([
    ['SANDBOX_URL', { SANDBOX_URL: '' }],
    ['VAULT_KEYS', { VAULT_KEYS: 'none' }],
    ['DATABASE_URL', { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' }],
  ])('says in one line what is wrong with %s, and ends with 1', async (name, env) => {
    const { code, stdout, stderr } = await seed(env);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain(name);
  });
});
