import { z } from 'zod';
import { loadConfig } from '../load-config.ts';

const otlpProtocol = z.enum(['http/protobuf', 'http/json'], {
  error: 'expected http/protobuf or http/json: telemetry is sent over HTTP',
});

export type TelemetryConfig = Readonly<{
  serviceName: string | undefined;
  /** The host that spans are sent to. The rest of the address, and how, the SDK reads itself. */
  traces: string | undefined;
  /** The host that metrics are sent to, and how. */
  metrics:
    | Readonly<{ to: string; protocol: z.infer<typeof otlpProtocol>; everyMs: number; timeoutMs: number }>
    | undefined;
  /** Metrics can be fetched from `/metrics`. */
  prometheus: boolean;
}>;

const endpoint = z.url({ protocol: /^https?$/, error: 'expected an http:// or https:// URL' }).optional();
const milliseconds = z.coerce.number().int().min(1);

const commaSeparated = <const Name extends string>(...names: readonly Name[]) =>
  z
    .string()
    .transform((text) => text.split(',').map((each) => each.trim()))
    .pipe(z.array(z.enum(names)))
    .default(['otlp' as Name]);

/** The variables of OpenTelemetry that are decided on here; the SDK knows more, such as headers, sampling and batches. */
const environment = z.object({
  OTEL_SDK_DISABLED: z
    .string()
    .default('false')
    .transform((text) => text.toLowerCase() === 'true'),
  OTEL_SERVICE_NAME: z.string().optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: endpoint,
  OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: endpoint,
  OTEL_EXPORTER_OTLP_PROTOCOL: otlpProtocol.default('http/protobuf'),
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: otlpProtocol.optional(),
  OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: otlpProtocol.optional(),
  OTEL_TRACES_EXPORTER: commaSeparated('otlp', 'none'),
  OTEL_METRICS_EXPORTER: commaSeparated('otlp', 'prometheus', 'none'),
  OTEL_METRIC_EXPORT_INTERVAL: milliseconds.default(60_000),
  OTEL_METRIC_EXPORT_TIMEOUT: milliseconds.default(30_000),
});

/**
 * What is measured and where it goes; `undefined` when nothing is, as without an endpoint and without `prometheus` among
 * `OTEL_METRICS_EXPORTER`. Throws one error that names every wrong variable.
 */
export const loadTelemetryConfig = (env: NodeJS.ProcessEnv): TelemetryConfig | undefined => {
  const parsed = loadConfig(environment, env);
  const { OTEL_EXPORTER_OTLP_ENDPOINT: general, OTEL_METRICS_EXPORTER: metricsTo } = parsed;
  const hostOf = (to: readonly string[], url = general): string | undefined =>
    to.includes('otlp') && url !== undefined ? new URL(url).host : undefined;
  const traces = hostOf(parsed.OTEL_TRACES_EXPORTER, parsed.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT);
  const to = hostOf(metricsTo, parsed.OTEL_EXPORTER_OTLP_METRICS_ENDPOINT);
  const protocol = parsed.OTEL_EXPORTER_OTLP_METRICS_PROTOCOL ?? parsed.OTEL_EXPORTER_OTLP_PROTOCOL;
  const everyMs = parsed.OTEL_METRIC_EXPORT_INTERVAL;
  const timeoutMs = Math.min(parsed.OTEL_METRIC_EXPORT_TIMEOUT, everyMs);
  const metrics = to === undefined ? undefined : { to, protocol, everyMs, timeoutMs };
  const prometheus = metricsTo.includes('prometheus');
  const isOn = traces !== undefined || metrics !== undefined || prometheus;
  if (parsed.OTEL_SDK_DISABLED || !isOn) return undefined;
  return { serviceName: parsed.OTEL_SERVICE_NAME, traces, metrics, prometheus };
};
