import type { Logger } from 'pino';
import { z } from 'zod';
import { type Lifecycle, lifecycle } from './lifecycle.ts';
import { lineOf } from './line-of.ts';
import { loadConfig, variables } from './load-config.ts';
import { createLogger } from './logger.ts';
import { startTelemetry, type Telemetry } from './telemetry/start-telemetry.ts';

export type Starting = Readonly<{
  name: string;
  env: NodeJS.ProcessEnv;
  logger: Logger;
  /** What is tracked here is closed in reverse order at the end. */
  life: Lifecycle;
  telemetry: Telemetry;
}>;

const environment = z.object({ LOG_LEVEL: variables.logLevel.default('info') });

/** Throws when it is no level. */
export const loadLogLevel = (env: NodeJS.ProcessEnv): z.infer<typeof environment>['LOG_LEVEL'] =>
  loadConfig(environment, env).LOG_LEVEL;

/**
 * Runs a service as this process until SIGINT or SIGTERM, then closes what it has opened and ends with 0; a second signal
 * ends it at once. When it cannot start, says why in one line on standard error and ends with 1.
 */
export const runService = async (name: string, start: (starting: Starting) => Promise<void>): Promise<void> => {
  let life: Lifecycle | undefined;
  try {
    const { env } = process;
    const logger = createLogger(name, loadLogLevel(env));
    // At the exit itself the last lines are written again and again while nobody reads them, and it would never come.
    life = lifecycle(logger, (code) => logger.flush(() => process.exit(code)));
    // From the beginning: who is told to stop while it starts closes what is open by then.
    life.closeOn('SIGINT', 'SIGTERM');
    const telemetry = await startTelemetry({ name, env, logger, life });
    await start({ name, env, logger, life, telemetry });
    logger.info('ready');
  } catch (error) {
    await life?.close();
    process.stderr.write(`${name} cannot start: ${lineOf(error)}\n`);
    process.exit(1);
  }
};
