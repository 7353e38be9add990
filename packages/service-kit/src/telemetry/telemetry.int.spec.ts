import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { eventually, freePort, type OtlpReceiver, startOtlpReceiver } from '@campaigns/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { context, metrics, trace } from '@opentelemetry/api';
import { pino } from 'pino';
import { healthServer } from '../health-server.ts';
import { lifecycle } from '../lifecycle.ts';
import { startTelemetry } from './start-telemetry.ts';

let receiver: OtlpReceiver;
beforeEach(async () => {
  receiver = await startOtlpReceiver();
});
afterEach(() => receiver.close());

type Line = Readonly<Record<string, unknown>>;

const often = {
  OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  OTEL_BSP_SCHEDULE_DELAY: '50',
  OTEL_METRIC_EXPORT_INTERVAL: '50',
};

/** A service that is a process of its own; `lines` are its log. */
const open = (env: Readonly<Record<string, string>>) => {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../testing/bakery.ts')], {
    env: { ...process.env, OVEN: 'hot', LOG_LEVEL: 'info', ...env },
  });
  const closed = once(child, 'close') as Promise<[number | null]>;
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  const lines = (): readonly Line[] =>
    out
      .split('\n')
      .filter((line) => line.endsWith('}'))
      .map((line) => JSON.parse(line) as Line);
  return {
    lines,
    ready: () => eventually(() => expect(lines().map(({ msg }) => msg)).toContain('ready')),
    end: async () => {
      const began = performance.now();
      child.kill('SIGTERM');
      const [code] = await closed;
      return { code, tookMs: performance.now() - began };
    },
  };
};

describe('A service with a collector', () => {
  it('sends spans and metrics in its name, the last of them when it ends', async () => {
    const { ready, end, lines } = open({
      ...often,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      // Nothing is due before it ends.
      OTEL_BSP_SCHEDULE_DELAY: '60000',
      OTEL_METRIC_EXPORT_INTERVAL: '60000',
    });
    await ready();
    expect(receiver.spans()).toEqual([]);
    expect(await end()).toMatchObject({ code: 0 });
    const [span] = receiver.spans();
    expect(span).toMatchObject({
      service: 'bakery',
      name: 'heat oven',
      resource: { 'service.version': '0.1.0', 'service.instance.id': expect.stringMatching(/^[\da-f-]{36}$/) },
    });
    expect(receiver.metrics().map(({ name }) => name)).toEqual(
      expect.arrayContaining(['process.memory.usage', 'nodejs.eventloop.delay.p99', 'process.cpu.time']),
    );
    // A line leads to its trace; one that belongs to none says nothing of it.
    expect(lines().find(({ msg }) => msg === 'oven hot')).toMatchObject({
      trace_id: span?.traceId,
      span_id: span?.spanId,
    });
    expect(lines().find(({ msg }) => msg === 'ready')).not.toHaveProperty('trace_id');
    // How it was started is nobody's business.
    expect(receiver.text()).not.toContain('bakery.ts');
  });

  it('is named as the environment wants it', async () => {
    const { ready, end } = open({
      ...often,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_SERVICE_NAME: 'patisserie',
    });
    await ready();
    await eventually(() => expect(receiver.spans().map(({ service }) => service)).toEqual(['patisserie']));
    expect(await end()).toMatchObject({ code: 0 });
  });
});

describe('A service whose collector does not answer', () => {
  it('works, complains in one line however often it tries, and ends with 0', async () => {
    let tries = 0;
    const collector = createServer((socket) => {
      tries += 1;
      socket.destroy();
    });
    await once(collector.listen(0, '127.0.0.1'), 'listening');
    const { port } = collector.address() as AddressInfo;
    const { ready, end, lines } = open({ ...often, OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` });
    await ready();
    await eventually(() => expect(tries).toBeGreaterThan(5), { timeoutMs: 20_000 });
    expect(await end()).toMatchObject({ code: 0 });
    expect(lines().map(({ msg }) => msg)).toEqual([
      ...['telemetry on', 'oven hot', 'ready', 'telemetry failed', 'stopping', 'stopped'],
    ]);
    collector.close();
  });

  it('ends without waiting for it for long', async () => {
    const { ready, end } = open({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${await freePort()}` });
    await ready();
    const { code, tookMs } = await end();
    expect(code).toBe(0);
    // An exporter by itself tries for ten seconds.
    expect(tookMs).toBeGreaterThan(2_500);
    expect(tookMs).toBeLessThan(8_000);
  });
});

describe('Metrics that are fetched', () => {
  it('are served beside the health of the process, in its name', async () => {
    const logger = pino({ level: 'silent' });
    const life = lifecycle(logger);
    const env = { OTEL_METRICS_EXPORTER: 'prometheus' };
    const telemetry = await startTelemetry({ name: 'bakery', env, logger, life });
    const server = await healthServer({ port: 0, host: '127.0.0.1', checks: {}, ...telemetry });
    metrics.getMeter('bakery').createCounter('loaves', { unit: '{loaf}' }).add(3, { flour: 'rye' });
    const answer = await fetch(`${server.url}/metrics`);
    const text = await answer.text();
    await server.close();
    await life.close();
    for (const api of [context, trace, metrics]) api.disable();
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/plain']);
    expect(text).toMatch(/^loaves_total\{.*flour="rye".*\} 3$/m);
    expect(text).toMatch(/^process_memory_usage\{.*\} \d+$/m);
    expect(text).toMatch(/^target_info\{.*service_name="bakery".*\} 1$/m);
  });

  it('are not there unless they are asked for', async () => {
    const logger = pino({ level: 'silent' });
    const telemetry = await startTelemetry({ name: 'bakery', env: {}, logger, life: lifecycle(logger) });
    const server = await healthServer({ port: 0, host: '127.0.0.1', checks: {}, ...telemetry });
    expect((await fetch(`${server.url}/metrics`)).status).toBe(404);
    await server.close();
  });
});
