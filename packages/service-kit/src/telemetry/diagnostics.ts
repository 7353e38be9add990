import type { DiagLogger } from '@opentelemetry/api';
import type { Logger } from 'pino';

/** A collector that is away for an hour makes six lines. */
const quietForMs = 600_000;

/** The SDK gives an error as JSON with its stack and whatever else it has; its message is enough, and has no headers. */
const messageOf = (text: string): string => {
  try {
    const { message } = Object(JSON.parse(text)) as Readonly<{ message?: unknown }>;
    return String(message ?? text);
  } catch {
    return text;
  }
};

/** What the SDK has to complain of, as a line at most every ten minutes: telemetry must not fill the log. */
export const diagnostics = (logger: Logger, now: () => number = () => performance.now()): DiagLogger => {
  let quietUntil = 0;
  const tell = (text: string): void => {
    if (now() < quietUntil) return;
    quietUntil = now() + quietForMs;
    logger.warn({ reason: messageOf(text).slice(0, 200) }, 'telemetry failed');
  };
  const ignore = (): void => undefined;
  return { error: tell, warn: tell, info: ignore, debug: ignore, verbose: ignore };
};
