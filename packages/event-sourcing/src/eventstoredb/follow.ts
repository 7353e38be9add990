import { setTimeout as sleep } from 'node:timers/promises';
import type { StoredEvent } from '@campaigns/contracts';
import type { Logger } from 'pino';
import { type After, type EventStore, LogUnavailable } from '../event-store.ts';

type FollowOptions = Readonly<{
  readAll: EventStore['readAll'];
  live: (after: After, limit: number, signal: AbortSignal) => AsyncIterable<readonly StoredEvent[]>;
  logger?: Logger | undefined;
}>;

const firstRetryMs = 50;
const lastRetryMs = 5_000;

const pastThenPresent = async function* (
  { readAll, live }: FollowOptions,
  after: After,
  limit: number,
  signal: AbortSignal,
): AsyncGenerator<readonly StoredEvent[]> {
  let position = after;
  for (let batch = await readAll(position, limit); batch.length > 0; batch = await readAll(position, limit)) {
    yield batch;
    position = batch.at(-1)?.position ?? position;
  }
  yield* live(position, limit, signal);
};

/**
 * Reads the past in full batches, then takes what the server pushes; and so again from where it stood when the connection
 * was lost. Pulled: the next batch is taken when the consumer comes back for it.
 */
export const follow = (options: FollowOptions): EventStore['follow'] => {
  const waitAfter = async (error: unknown, position: After, retryMs: number, signal: AbortSignal): Promise<void> => {
    if (!(error instanceof LogUnavailable)) throw error;
    options.logger?.warn({ err: error, position: String(position), retryMs }, 'log unavailable; following on later');
    await sleep(retryMs, undefined, { signal }).catch(() => undefined);
  };

  return async function* (after, limit, signal) {
    let position: After = after;
    let retryMs = firstRetryMs;
    while (!signal.aborted) {
      try {
        for await (const batch of pastThenPresent(options, position, limit, signal)) {
          if (signal.aborted) return;
          yield batch;
          position = batch.at(-1)?.position ?? position;
          retryMs = firstRetryMs;
        }
      } catch (error) {
        await waitAfter(error, position, retryMs, signal);
        retryMs = Math.min(retryMs * 2, lastRetryMs);
      }
    }
  };
};
