import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import type { Logger } from 'pino';
import { liveSchema, readCheckpoint } from './checkpoint.ts';
import { waiters } from './waiters.ts';

export type ProjectionProgress = Readonly<{
  /** Whether the read tables show everything up to a position of the log, at the latest after the timeout. */
  waitFor: (position: bigint, timeoutMs: number) => Promise<boolean>;
  /** Ends the listening connection; whoever still waits gets false. */
  close: () => Promise<void>;
}>;

export type ProjectionProgressOptions = Readonly<{
  /** One of its connections is kept for listening. Its role may read `read_meta.checkpoints`: app, projector or owner. */
  pool: Pool;
  logger: Logger;
  /** How long a lost signal can delay an answer. Default 1,000 ms. */
  safetyMs?: number;
}>;

const firstRetryMs = 100;
const lastRetryMs = 5_000;

const connectionLost = (client: PoolClient, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    client.on('error', () => resolve());
    client.on('end', () => resolve());
    signal.addEventListener('abort', () => resolve(), { once: true });
    if (signal.aborted) resolve();
  });

/**
 * Follows how far the projector has come, in this process or another. A signal alone is not believed, since every login of
 * the database could send one: it makes this look at the checkpoint, once for all who wait. Reconnects by itself.
 */
export const projectionProgress = ({
  pool,
  logger,
  safetyMs = 1_000,
}: ProjectionProgressOptions): ProjectionProgress => {
  const closing = new AbortController();
  const waiting = waiters();
  let signalled = -1n;
  let listening: PoolClient | undefined;
  let looking: Promise<void> | undefined;
  let lookAgain = false;

  const lookOnce = async (client: PoolClient): Promise<void> => {
    do {
      lookAgain = false;
      waiting.reached(await readCheckpoint(client, liveSchema));
    } while (lookAgain);
  };
  const look = (): void => {
    lookAgain = true;
    if (looking !== undefined || listening === undefined) return;
    looking = lookOnce(listening)
      // The lost connection itself is reported and replaced below.
      .catch((error: unknown) => logger.debug({ err: error }, 'projection progress unknown'))
      .finally(() => {
        looking = undefined;
      });
  };
  const lookIfWanted = (): void => {
    const wanted = waiting.lowestWanted();
    if (wanted !== undefined) look();
  };

  const listenOnce = async (onListening: () => void): Promise<void> => {
    const client = await pool.connect();
    const lost = connectionLost(client, closing.signal);
    client.on('notification', ({ payload }) => {
      const position = /^\d{1,19}$/.test(payload ?? '') ? BigInt(payload as string) : -1n;
      if (position > signalled) signalled = position;
      const wanted = waiting.lowestWanted();
      if (wanted !== undefined && wanted <= position) look();
    });
    try {
      await client.query('listen projected');
      listening = client;
      onListening();
      look();
      await lost;
    } finally {
      listening = undefined;
      client.release(true);
    }
  };

  const listen = async (): Promise<void> => {
    let retryMs = firstRetryMs;
    while (!closing.signal.aborted) {
      try {
        await listenOnce(() => {
          retryMs = firstRetryMs;
        });
      } catch (error) {
        logger.warn({ err: error, retryMs }, 'projection progress cannot connect');
      }
      if (closing.signal.aborted) return;
      await sleep(retryMs, undefined, { signal: closing.signal }).catch(() => undefined);
      retryMs = Math.min(retryMs * 2, lastRetryMs);
    }
  };

  const running = listen();
  const timer = setInterval(lookIfWanted, safetyMs);

  return {
    waitFor: (position, timeoutMs) => {
      const reached = waiting.waitFor(position, timeoutMs);
      if (signalled >= position && waiting.known() < position) look();
      return reached;
    },
    close: async () => {
      closing.abort();
      clearInterval(timer);
      waiting.close();
      await running;
    },
  };
};
