import { describe, expect, it } from '@jest/globals';
import { loadTelemetryConfig } from './config.ts';

const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };

describe('Telemetry', () => {
  it.each([
    ['nothing is said', {}],
    ['nobody is named to send it to', { OTEL_METRICS_EXPORTER: 'otlp', OTEL_SERVICE_NAME: 'shop' }],
    ['the variables are empty', { OTEL_EXPORTER_OTLP_ENDPOINT: '', OTEL_METRICS_EXPORTER: '' }],
    ['it is disabled', { ...endpoint, OTEL_SDK_DISABLED: 'TRUE' }],
    ['nothing is to be sent', { ...endpoint, OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none' }],
  ])('is off when %s', (_, env) => {
    expect(loadTelemetryConfig(env)).toBeUndefined();
  });

  it('is sent to the endpoint, once it is named', () => {
    expect(loadTelemetryConfig(endpoint)).toEqual({
      serviceName: undefined,
      traces: 'collector:4318',
      metrics: { to: 'collector:4318', protocol: 'http/protobuf', everyMs: 60_000, timeoutMs: 30_000 },
      prometheus: false,
    });
  });

  it('can be spans alone, or metrics alone', () => {
    const traces = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://tempo:4318/v1/traces' };
    expect(loadTelemetryConfig(traces)).toMatchObject({ traces: 'tempo:4318', metrics: undefined });
    expect(loadTelemetryConfig({ ...endpoint, OTEL_TRACES_EXPORTER: 'none' })).toMatchObject({
      traces: undefined,
      metrics: { to: 'collector:4318' },
    });
  });

  it('can be metrics to be fetched, with or without sending them', () => {
    const fetched = { serviceName: undefined, traces: undefined, metrics: undefined, prometheus: true };
    expect(loadTelemetryConfig({ OTEL_METRICS_EXPORTER: 'prometheus' })).toEqual(fetched);
    expect(loadTelemetryConfig({ ...endpoint, OTEL_METRICS_EXPORTER: 'otlp, prometheus' })).toMatchObject({
      traces: 'collector:4318',
      metrics: { everyMs: 60_000 },
      prometheus: true,
    });
  });

  it('never waits longer for metrics than until the next are due', () => {
    const env = { ...endpoint, OTEL_METRIC_EXPORT_INTERVAL: '500', OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: 'http/json' };
    expect(loadTelemetryConfig(env)?.metrics).toEqual({
      ...{ to: 'collector:4318', protocol: 'http/json', everyMs: 500, timeoutMs: 500 },
    });
  });

  it.each([
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc'],
    ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'grpc'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
    ['OTEL_METRICS_EXPORTER', 'console'],
    ['OTEL_TRACES_EXPORTER', 'zipkin'],
    ['OTEL_METRIC_EXPORT_INTERVAL', 'often'],
  ])('is not started with %s=%s, and the error names the variable', (name, value) => {
    expect(() => loadTelemetryConfig({ ...endpoint, [name]: value })).toThrow(name);
  });
});
