import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { DiagLogLevel, diag } from '@opentelemetry/api';
import { OTLPMetricExporter as JsonMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as ProtobufMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import {
  defaultResource,
  envDetector,
  hostDetector,
  resourceFromAttributes,
  serviceInstanceIdDetector,
} from '@opentelemetry/resources';
import { type IMetricReader, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { NodeSDK } from '@opentelemetry/sdk-node';
import type { Logger } from 'pino';
import type { TelemetryConfig } from './config.ts';
import { diagnostics } from './diagnostics.ts';

/** Answers with the metrics of the process as Prometheus reads them. */
export type MetricsHandler = (request: IncomingMessage, response: ServerResponse) => void;

export type RunningSdk = Readonly<{
  metrics: MetricsHandler | undefined;
  /** Sends what is left. */
  shutdown: () => Promise<void>;
}>;

/** Of all packages of this repository, which are released together. */
const version = (): string => {
  const manifest = readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8');
  return (JSON.parse(manifest) as Readonly<{ version: string }>).version;
};

const sending = ({ protocol, everyMs, timeoutMs }: NonNullable<TelemetryConfig['metrics']>): IMetricReader =>
  new PeriodicExportingMetricReader({
    exporter: protocol === 'http/json' ? new JsonMetricExporter() : new ProtobufMetricExporter(),
    exportIntervalMillis: everyMs,
    exportTimeoutMillis: timeoutMs,
  });

/** Takes 25 MB and half a second to load: imported by who has found telemetry on. */
export const startSdk = (config: TelemetryConfig, name: string, logger: Logger): RunningSdk => {
  // It is asked through a port of ours.
  const prometheus = config.prometheus ? new PrometheusExporter({ preventServerStart: true }) : undefined;
  const sdk = new NodeSDK({
    serviceName: config.serviceName ?? name,
    resource: defaultResource().merge(resourceFromAttributes({ 'service.version': version() })),
    // Not the process: its command line is nobody's business.
    resourceDetectors: [serviceInstanceIdDetector, hostDetector, envDetector],
    metricReaders: [
      ...(config.metrics === undefined ? [] : [sending(config.metrics)]),
      ...(prometheus === undefined ? [] : [prometheus]),
    ],
    ...(config.traces === undefined ? { spanProcessors: [] } : {}),
    logRecordProcessors: [],
    // Spans follow from what events and requests carry, which is read and written where they are.
    textMapPropagator: null,
  });
  diag.setLogger(diagnostics(logger), { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  sdk.start();
  return {
    metrics: prometheus && ((request, response) => prometheus.getMetricsRequestHandler(request, response)),
    shutdown: () => sdk.shutdown(),
  };
};
