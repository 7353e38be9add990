import type { Logger } from 'pino';

type Tracked = Readonly<{ name: string; close: () => Promise<void> }>;

export type Lifecycle = Readonly<{
  /** Remembers how to close a resource, and gives it back. */
  track: <Resource>(name: string, resource: Resource, close: (resource: Resource) => unknown) => Resource;
  /** Closes everything in reverse order, once; a failing close is logged and does not stop the others. */
  close: () => Promise<void>;
  /** Closes on any of the signals and then ends the process; a second signal ends it at once. */
  closeOn: (...signals: readonly NodeJS.Signals[]) => void;
}>;

export const lifecycle = (logger: Logger, endProcess: (code: number) => void = process.exit): Lifecycle => {
  const tracked: Tracked[] = [];
  let closing: Promise<void> | undefined;
  let failures = 0;

  const closeAll = async (): Promise<void> => {
    for (let last = tracked.pop(); last !== undefined; last = tracked.pop()) {
      try {
        await last.close();
      } catch (error) {
        failures += 1;
        logger.error({ err: error, resource: last.name }, 'closing failed');
      }
    }
  };
  const close = (): Promise<void> => {
    closing ??= closeAll();
    return closing;
  };

  return {
    track: (name, resource, closeResource) => {
      tracked.push({ name, close: async () => void (await closeResource(resource)) });
      return resource;
    },
    close,
    closeOn: (...signals) => {
      const stop = (signal: NodeJS.Signals): void => {
        if (closing !== undefined) {
          endProcess(1);
          return;
        }
        logger.info({ signal }, 'stopping');
        void close().then(() => {
          logger.info('stopped');
          endProcess(failures === 0 ? 0 : 1);
        });
      };
      for (const signal of signals) process.on(signal, stop);
    },
  };
};
