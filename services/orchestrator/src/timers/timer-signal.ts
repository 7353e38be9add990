import { setTimeout as sleep } from 'node:timers/promises';
import pg, { type ClientConfig, type Pool } from 'pg';
import type { Logger } from 'pino';

const firstRetryMs = 100;
const lastRetryMs = 5_000;

/** Options for a connection of its own to where a pool connects. */
const clientOptions = ({ options }: Pool): ClientConfig => ({
  ...options,
  // The pool hides its password from enumeration, so a spread alone would lose it.
  ...(options.password === undefined ? {} : { password: options.password }),
  application_name: 'campaigns-timer-signal',
  keepAlive: true,
});

type Options = Readonly<{ pool: Pool; logger: Logger; onArmed: (due: Date) => void }>;

/** Hears of the timers that other processes keep. Reconnects by itself, and then wakes the service once. */
export const timerSignal = ({ pool, logger, onArmed }: Options): Readonly<{ stop: () => Promise<void> }> => {
  const closing = new AbortController();

  const listenOnce = async (onListening: () => void): Promise<void> => {
    const client = new pg.Client(clientOptions(pool));
    const lost = new Promise<void>((resolve) => {
      client.on('error', () => resolve());
      client.on('end', () => resolve());
      closing.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    client.on('notification', ({ payload }) => onArmed(new Date(Number(payload))));
    try {
      await client.connect();
      await client.query('listen timer_armed');
      onListening();
      await lost;
    } finally {
      await client.end().catch(() => undefined);
    }
  };

  const listen = async (): Promise<void> => {
    let retryMs = firstRetryMs;
    while (!closing.signal.aborted) {
      try {
        await listenOnce(() => {
          retryMs = firstRetryMs;
          // Something may have been kept while nobody listened.
          onArmed(new Date(0));
        });
      } catch (error) {
        logger.warn({ err: error, retryMs }, 'timer signal connection failed; reconnecting');
      }
      await sleep(retryMs, undefined, { signal: closing.signal }).catch(() => undefined);
      retryMs = Math.min(retryMs * 2, lastRetryMs);
    }
  };

  const listening = listen();
  return {
    stop: async () => {
      closing.abort();
      await listening;
    },
  };
};
