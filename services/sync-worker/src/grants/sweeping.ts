import type { Logger } from 'pino';

/** Sweeps now and then, one sweep at a time; `stop` waits for the one in hand. */
export const startSweeping = ({
  sweep,
  everyMs,
  logger,
}: Readonly<{ sweep: () => Promise<void>; everyMs: number; logger: Logger }>): Readonly<{
  stop: () => Promise<void>;
}> => {
  let running: Promise<void> | undefined;
  const run = async (): Promise<void> => {
    try {
      await sweep();
    } catch (error) {
      logger.warn({ err: error }, 'grants could not be swept');
    }
    running = undefined;
  };
  const timer = setInterval(() => {
    running ??= run();
  }, everyMs).unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
};
