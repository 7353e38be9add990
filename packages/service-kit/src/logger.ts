import { trace } from '@opentelemetry/api';
import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';

const secretNames = [
  'password',
  'secret',
  'token',
  'accessToken',
  'access_token',
  'refresh_token',
  'authorization',
  'cookie',
];

/** Leads from a line to the trace that it belongs to; nothing while telemetry is off. */
const activeSpan = (): Readonly<Record<string, string>> => {
  const span = trace.getActiveSpan()?.spanContext();
  return span === undefined ? {} : { trace_id: span.traceId, span_id: span.spanId };
};

const options = (service: string, level: string): LoggerOptions => ({
  level,
  base: { service },
  timestamp: pino.stdTimeFunctions.isoTime,
  mixin: activeSpan,
  formatters: { level: (label) => ({ level: label }) },
  redact: {
    paths: secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
    censor: '[redacted]',
  },
});

/** Lines are gathered, because a write per request costs as much as the request; none waits longer than this. */
const standardOutput = (): DestinationStream =>
  pino.destination({ dest: 1, sync: false, minLength: 4_096, periodicFlush: 200 });

/** One JSON object per line; members with the names of secrets are redacted, down to the third level. */
export const createLogger = (
  service: string,
  level: string,
  destination: DestinationStream = standardOutput(),
): Logger => pino(options(service, level), destination);
