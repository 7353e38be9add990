import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type After, type EventStore, LogUnavailable } from '../event-store.ts';
import type { LogSignals } from './log-signals.ts';

type FollowOptions = Readonly<{
  read: EventStore['readAll'];
  signals: LogSignals;
  logger?: Logger | undefined;
}>;

const firstRetryMs = 50;
const lastRetryMs = 5_000;

/** Pulled: the next batch is read when the consumer comes back for it. Outlives a lost connection, ends with the signal. */
export const follow = ({ read, signals, logger }: FollowOptions): EventStore['follow'] =>
  async function* (after, limit, signal) {
    let position: After = after;
    let retryMs = firstRetryMs;
    while (!signal.aborted) {
      const seen = signals.version();
      try {
        const batch = await read(position, limit);
        retryMs = firstRetryMs;
        const last = batch.at(-1);
        if (signal.aborted) return;
        if (last === undefined) {
          await signals.changed(seen, signal);
          continue;
        }
        yield batch;
        position = last.position;
      } catch (error) {
        if (!(error instanceof LogUnavailable)) throw error;
        logger?.warn({ err: error, position: String(position), retryMs }, 'log unavailable; reading on later');
        await sleep(retryMs, undefined, { signal }).catch(() => undefined);
        retryMs = Math.min(retryMs * 2, lastRetryMs);
      }
    }
  };
