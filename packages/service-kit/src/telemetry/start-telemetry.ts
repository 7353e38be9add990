import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Lifecycle } from '../lifecycle.ts';
import { loadTelemetryConfig } from './config.ts';
import { observeProcess } from './process-metrics.ts';
import type { MetricsHandler, RunningSdk } from './sdk.ts';

export type Telemetry = Readonly<{
  /** Set when metrics are to be fetched. */
  metrics: MetricsHandler | undefined;
}>;

/** A collector that is away may keep a process from ending for so long. */
const flushWithinMs = 3_000;

const flush = async ({ shutdown }: RunningSdk): Promise<void> => {
  const ended = new AbortController();
  const late = sleep(flushWithinMs, undefined, { signal: ended.signal }).catch(() => undefined);
  // What could not be sent has been told by then.
  await Promise.race([shutdown().catch(() => undefined), late]);
  ended.abort();
};

/**
 * Starts measuring when the environment says where to (docs/runbooks/observability.md), and then before anything that is
 * measured is made. Loads nothing otherwise. Ends with `life`. Throws one error that names every wrong variable.
 */
export const startTelemetry = async ({
  name,
  env,
  logger,
  life,
}: Readonly<{ name: string; env: NodeJS.ProcessEnv; logger: Logger; life: Lifecycle }>): Promise<Telemetry> => {
  const config = loadTelemetryConfig(env);
  if (config === undefined) return { metrics: undefined };
  const { startSdk } = await import('./sdk.ts');
  const sdk = startSdk(config, name, logger);
  const { traces, metrics, prometheus } = config;
  logger.info({ traces, metrics: metrics?.to, prometheus }, 'telemetry on');
  const ofProcess = observeProcess(name);
  life.track('telemetry', sdk, async () => {
    await flush(sdk);
    ofProcess.stop();
  });
  return { metrics: sdk.metrics };
};
