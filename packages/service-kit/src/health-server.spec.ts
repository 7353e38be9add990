import { afterEach, describe, expect, it } from '@jest/globals';
import { type HealthChecks, healthOf } from './health.ts';
import { type HealthServer, healthServer, loadHealthConfig } from './health-server.ts';

let server: HealthServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const ask = async (checks: HealthChecks, path: string): Promise<readonly [number, string | null, unknown]> => {
  server = await healthServer({ port: 0, host: '127.0.0.1', checks });
  const answer = await fetch(`${server.url}${path}`);
  return [answer.status, answer.headers.get('retry-after'), await answer.json()];
};
const present = async (): Promise<boolean> => true;
const gone = (): Promise<boolean> => Promise.reject(new Error('connection refused by 10.0.0.7'));

describe('A service that is asked for its health', () => {
  it('is ready when all that it needs answers', async () => {
    const checks = { log: 'ok', kafka: 'ok' };
    expect(await ask({ log: present, kafka: present }, '/health/ready')).toEqual([200, null, { status: 'ok', checks }]);
  });

  it('names what is missing, says no more about it, and when to ask again', async () => {
    const checks = { log: 'ok', kafka: 'failed' };
    const answer = await ask({ log: present, kafka: gone }, '/health/ready');
    expect(answer).toEqual([503, '5', { status: 'failed', checks }]);
  });

  it('lives while what it needs is missing: starting it again would not help', async () => {
    expect(await ask({ log: gone }, '/health/live')).toEqual([200, null, { status: 'ok' }]);
  });

  it('shows with it what a person may want to know, and is ready all the same', async () => {
    const details = () => ({ api_versions: { meta: 'ended' } });
    server = await healthServer({ port: 0, host: '127.0.0.1', checks: { log: present }, details });
    const answer = await fetch(`${server.url}/health/ready`);
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { status: 'ok', checks: { log: 'ok' }, details: { api_versions: { meta: 'ended' } } },
    ]);
  });

  it('has nothing else to say', async () => {
    expect((await ask({}, '/health'))[0]).toBe(404);
  });

  it('takes who is silent, or says no, for missing', async () => {
    const silent = (): Promise<boolean> => new Promise(() => undefined);
    const { checks } = await healthOf({ log: silent, postgres: async () => false, kafka: present }, 10);
    expect(checks).toEqual({ log: 'failed', postgres: 'failed', kafka: 'ok' });
  });
});

describe('Where the health is asked for', () => {
  it('is this machine alone, unless said otherwise', () => {
    expect(loadHealthConfig({})).toEqual({ port: 3001, host: '127.0.0.1' });
    expect(loadHealthConfig({ HEALTH_PORT: '8080', HOST: '0.0.0.0' })).toEqual({ port: 8080, host: '0.0.0.0' });
    expect(() => loadHealthConfig({ HEALTH_PORT: 'http' })).toThrow('HEALTH_PORT');
  });
});
