import {
  describeWithKafka,
  eventually,
  type OtlpReceiver,
  type ReceivedSpan,
  startOtlpReceiver,
} from '@campaigns/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { deployOnce } from '../testing/deploy-once.ts';
import { type DistributedSystem, startDistributedSystem } from '../testing/distributed-system.ts';

const sandboxToken = 'planted-sandbox-token';
const soon = { OTEL_BSP_SCHEDULE_DELAY: '200', OTEL_METRIC_EXPORT_INTERVAL: '500' };
const platforms = ['meta', 'google', 'tiktok'] as const;

describeWithKafka('A deployment by services that run as processes of their own', (brokers) => {
  let collector: OtlpReceiver;
  let system: DistributedSystem;
  /** The spans of the deployment. */
  let trace: readonly ReceivedSpan[];

  const all = (name: string): readonly ReceivedSpan[] => collector.spans().filter((each) => each.name === name);

  /** From the request to the span: each as its service and name. */
  const wayTo = (span: ReceivedSpan): readonly string[] => {
    const parent = trace.find(({ spanId }) => spanId === span.parentSpanId);
    return [...(parent === undefined ? [] : wayTo(parent)), `${span.service}: ${span.name}`];
  };

  beforeAll(async () => {
    collector = await startOtlpReceiver();
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json', ...soon };
    system = await startDistributedSystem(brokers, { clockSpeed: 1, env: { ...env, SANDBOX_TOKEN: sandboxToken } });
    await deployOnce(system.api);
    // The last word of a deployment, and that the read tables show it.
    trace = await eventually(
      () => {
        const [request] = collector.spans().filter(({ name }) => /^POST .*\/deploy$/.test(name));
        const spans = collector.spans().filter(({ traceId }) => traceId === request?.traceId);
        expect(spans.map(({ name }) => name)).toContain('process WorkflowCompleted');
        const appends = spans.filter(({ name }) => name.startsWith('append '));
        const delivered = (by: string) => all(by).flatMap(({ parentSpanId, links }) => [parentSpanId, ...links]);
        const ids = appends.map(({ spanId }) => spanId);
        for (const by of ['publish', 'project']) expect(delivered(by)).toEqual(expect.arrayContaining(ids));
        // Nothing hangs in the air: who names a parent has one, once every service has sent what it has.
        const known = new Set(spans.map(({ spanId }) => spanId));
        expect(spans.filter(({ parentSpanId }) => parentSpanId !== '' && !known.has(parentSpanId))).toEqual([]);
        return spans;
      },
      { timeoutMs: 30_000, everyMs: 100 },
    );
  }, 180_000);
  afterAll(async () => {
    await system?.stop();
    await collector?.close();
  }, 60_000);

  it('begins with the request and has a part of every service', () => {
    const [first, ...others] = trace.filter(({ parentSpanId }) => parentSpanId === '');
    expect(others).toEqual([]);
    expect(first).toMatchObject({
      service: 'api-gateway',
      name: expect.stringMatching(/^POST \/api\/orchestration\/\{\w+\}\/deploy$/),
      attributes: { 'http.response.status_code': expect.anything() },
    });
    const services = new Set(collector.spans().map(({ service }) => service));
    expect([...services].toSorted()).toEqual([
      ...['api-gateway', 'event-relay', 'orchestrator', 'projections', 'rules-engine', 'sync-worker'],
    ]);
  });

  it.each(platforms)('leads through log and Kafka, from service to service, to the calls to %s', (platform) => {
    const [verify] = trace.filter(({ name }) => name === `${platform} verify-account`);
    const [create] = trace.filter(({ name }) => name === `${platform} create-campaign`);
    const calls = trace.filter(({ parentSpanId }) => parentSpanId === create?.spanId);
    expect(calls.length).toBeGreaterThan(0);
    for (const call of calls) expect(call).toMatchObject({ service: 'sync-worker', name: `POST ${platform}` });
    const request = `api-gateway: ${trace.find(({ parentSpanId }) => parentSpanId === '')?.name}`;
    const toVerify = [
      request,
      'api-gateway: append orchestration',
      'orchestrator: process DeploymentRequested',
      'orchestrator: append workflow',
      'sync-worker: process OperationRequested',
    ];
    const toCreate = [
      'sync-worker: append operation',
      'orchestrator: process OperationSucceeded',
      'orchestrator: append workflow',
      'sync-worker: process OperationRequested',
    ];
    expect(verify && wayTo(verify)).toEqual([...toVerify, `sync-worker: ${platform} verify-account`]);
    expect(create && wayTo(create)).toEqual([...toVerify, ...toCreate, `sync-worker: ${platform} create-campaign`]);
  });

  it('is measured on its way: requests, appends, messages, calls, and how far Kafka and the tables are behind', async () => {
    const measured = (service: string, name: string) =>
      collector.metrics().filter((metric) => metric.service === service && metric.name === name);
    for (const [service, name] of [
      ['api-gateway', 'http.server.request.duration'],
      ['api-gateway', 'campaigns.log.append.duration'],
      ['api-gateway', 'campaigns.command.duration'],
      ['orchestrator', 'messaging.process.duration'],
      ['orchestrator', 'campaigns.timer.overdue'],
      ['sync-worker', 'http.client.request.duration'],
      ['sync-worker', 'campaigns.platform.operation.duration'],
      ['sync-worker', 'campaigns.operation.outcomes'],
      ['event-relay', 'campaigns.publish.duration'],
    ] as const) {
      await eventually(() => expect([name, measured(service, name)]).not.toEqual([name, []]));
    }
    const gauge = async (service: string, name: string) => {
      const [metric] = measured(service, name);
      const [point] = metric?.points ?? [];
      return [metric?.unit, Number(point?.['asDouble'] ?? point?.['asInt'])];
    };
    await eventually(async () => expect(await gauge('event-relay', 'campaigns.relay.lag')).toEqual(['s', 0]));
    await eventually(async () => expect(await gauge('event-relay', 'campaigns.relay.leading')).toEqual(['1', 1]));
    await eventually(async () => expect(await gauge('projections', 'campaigns.projection.lag')).toEqual(['s', 0]));
    const ids = /[\da-f]{8}-[\da-f]{4}-[\da-f]{4}/;
    const points = collector.metrics().flatMap(({ points: each }) => each);
    expect(points.length).toBeGreaterThan(20);
    expect(points.filter((point) => ids.test(JSON.stringify(point)))).toEqual([]);
  });

  it('leaves no secret with the collector', () => {
    const secrets = ['AUTH_JWT_SECRET', 'APP_DB_PASSWORD', 'PROJECTOR_DB_PASSWORD'].map((name) => system.env[name]);
    const { password } = new URL(system.databaseUrl);
    const [{ key }] = JSON.parse(system.env['VAULT_KEYS'] ?? '');
    for (const secret of [...secrets, sandboxToken, system.token, password, key]) {
      expect(secret).toMatch(/^.{16,}$/);
      expect(collector.text()).not.toContain(secret);
    }
  });
});
