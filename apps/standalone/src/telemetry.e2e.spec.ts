import { eventually, freePort, type OtlpReceiver, startOtlpReceiver } from '@campaigns/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deployOnce } from './testing/deploy-once.ts';
import { dataFolder, type RunningSystem, startSystem } from './testing/running-system.ts';

const services = ['api-gateway', 'orchestrator', 'projections', 'rules-engine', 'sync-worker'];

let collector: OtlpReceiver;
let folder: Awaited<ReturnType<typeof dataFolder>>;
let system: RunningSystem;
let metricsUrl: string;
beforeAll(async () => {
  [collector, folder] = await Promise.all([startOtlpReceiver(), dataFolder()]);
  const port = `${await freePort()}`;
  metricsUrl = `http://127.0.0.1:${port}/metrics`;
  system = await startSystem({
    DATA_DIR: folder.path,
    HEALTH_PORT: port,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_METRICS_EXPORTER: 'otlp,prometheus',
    OTEL_BSP_SCHEDULE_DELAY: '200',
  });
  await deployOnce(system.api);
}, 90_000);
afterAll(async () => {
  await system?.kill();
  await folder?.drop();
  await collector?.close();
}, 30_000);

describe('All services in one process', () => {
  it('have their parts of one trace in their own names', async () => {
    await eventually(() => {
      const request = collector.spans().find(({ name }) => /^POST .*\/deploy$/.test(name));
      const trace = collector.spans().filter(({ traceId }) => traceId === request?.traceId);
      expect(request).toMatchObject({ service: 'standalone', scope: 'api-gateway', parentSpanId: '' });
      expect([...new Set(trace.map(({ scope }) => scope))].toSorted()).toEqual(services);
      expect(trace.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['POST meta', 'POST google', 'POST tiktok']),
      );
    });
  });

  it('can be asked for their metrics, on a port that is not the public one', async () => {
    const text = await (await fetch(metricsUrl)).text();
    const scopesOf = (metric: string): readonly string[] => [
      ...new Set(
        [...text.matchAll(new RegExp(`^${metric}_count.*otel_scope_name="([^"]+)"`, 'gm'))].map(
          ([, scope = '']) => scope,
        ),
      ),
    ];
    expect(scopesOf('campaigns_log_append_duration').toSorted()).toEqual([
      'api-gateway',
      'orchestrator',
      'sync-worker',
    ]);
    expect(scopesOf('messaging_process_duration').toSorted()).toEqual(['orchestrator', 'rules-engine', 'sync-worker']);
    expect(text).toMatch(/^campaigns_projection_lag\{.*\} [\d.]+$/m);
    expect((await fetch(`${system.apiUrl}/metrics`)).status).toBe(404);
  });

  it('send the rest when they are told to end, and end with 0', async () => {
    expect(collector.metrics()).toEqual([]);
    expect(await system.interrupt()).toBe(0);
    expect(collector.metrics().map(({ name }) => name)).toContain('http.server.request.duration');
  });
});
