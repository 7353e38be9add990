import { setTimeout as sleep } from 'node:timers/promises';
import pg, { type Pool } from 'pg';
import type { Logger } from 'pino';
import { clientOptions } from './connections.ts';

/** Tells the followers of one process that the log has grown. One listening connection serves them all. */
export type LogSignals = Readonly<{
  /** Changes whenever there may be something new to read. */
  version: () => number;
  /** Resolves once the version differs from the one seen, at the latest after the safety interval, or when the signal aborts. */
  changed: (seen: number, signal: AbortSignal) => Promise<void>;
  /** An append of this process: wakes without the way through Postgres. */
  appended: (position: bigint) => void;
  /** Calls back when a dead letter is to be retried or a feed member has left; also after a lost connection came back. */
  onFeedChange: (listener: () => void) => () => void;
  close: () => Promise<void>;
}>;

export type LogSignalsOptions = Readonly<{
  pool: Pool;
  logger?: Logger | undefined;
  /** A lost signal costs at most this long. Default 1,000 ms. */
  safetyMs?: number;
}>;

const firstRetryMs = 100;
const lastRetryMs = 5_000;

/** Connects when the first follower waits; reconnects by itself, and then wakes everybody. */
export const logSignals = ({ pool, logger, safetyMs = 1_000 }: LogSignalsOptions): LogSignals => {
  const closing = new AbortController();
  const waiting = new Set<() => void>();
  const feedListeners = new Set<() => void>();
  let version = 0;
  let head = -1n;
  let listening: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  const wakeFollowers = (): void => {
    version += 1;
    for (const wake of [...waiting]) wake();
  };
  const wakeFeeds = (): void => {
    for (const listener of [...feedListeners]) listener();
  };
  const appended = (position: bigint): void => {
    if (position <= head) return;
    head = position;
    wakeFollowers();
  };

  const listenOnce = async (onListening: () => void): Promise<void> => {
    const client = new pg.Client(clientOptions(pool, 'campaigns-log-signals'));
    const lost = new Promise<void>((resolve) => {
      client.on('error', () => resolve());
      client.on('end', () => resolve());
      closing.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    client.on('notification', ({ channel, payload }) => {
      if (channel === 'log_appended') appended(BigInt(payload ?? '0'));
      else wakeFeeds();
    });
    try {
      await client.connect();
      await client.query('listen log_appended; listen log_feed');
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
          wakeFollowers();
          wakeFeeds();
        });
        if (!closing.signal.aborted) logger?.warn('signal connection lost; reconnecting');
      } catch (error) {
        logger?.warn({ err: error, retryMs }, 'signal connection failed; reconnecting');
      }
      await sleep(retryMs, undefined, { signal: closing.signal }).catch(() => undefined);
      retryMs = Math.min(retryMs * 2, lastRetryMs);
    }
  };

  const start = (): void => {
    if (closing.signal.aborted) return;
    listening ??= listen();
    timer ??= setInterval(wakeFollowers, safetyMs);
  };

  return {
    version: () => version,
    changed: (seen, signal) => {
      start();
      if (seen !== version || signal.aborted) return Promise.resolve();
      // Without signals there is only the clock.
      if (closing.signal.aborted) return sleep(safetyMs, undefined, { signal }).catch(() => undefined);
      return new Promise((resolve) => {
        const wake = (): void => {
          waiting.delete(wake);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        waiting.add(wake);
        signal.addEventListener('abort', wake, { once: true });
      });
    },
    appended,
    onFeedChange: (listener) => {
      start();
      feedListeners.add(listener);
      return () => void feedListeners.delete(listener);
    },
    close: async () => {
      closing.abort();
      clearInterval(timer);
      for (const wake of [...waiting]) wake();
      await listening;
    },
  };
};
