import type { StoredEvent } from '@campaigns/contracts';
import { type After, LogUnavailable } from '../event-store.ts';
import type { Connection } from './connection.ts';
import { asPosition } from './reading.ts';
import type { Recorded } from './recorded-event.ts';
import { unavailableOr } from './unavailable.ts';

type Options = Readonly<{
  connection: Connection;
  categories: readonly string[];
  deadlineMs: number;
  accept: (recorded: Recorded) => StoredEvent | undefined;
}>;

type Failure = Readonly<{ error: unknown }>;

type Resolved = Readonly<{ event?: Recorded }>;

/** Woken by any of several events; a wake that comes before the wait is not lost. */
const bell = () => {
  let rung = false;
  let wake: (() => void) | undefined;
  return {
    ring: (): void => {
      rung = true;
      wake?.();
    },
    rings: async (): Promise<void> => {
      if (!rung) await new Promise<void>((resolve) => (wake = resolve));
      rung = false;
      wake = undefined;
    },
  };
};

const subscribe = async ({ connection, categories, deadlineMs }: Options, after: After, limit: number) => {
  const { client, sdk } = await connection.session();
  const { ring, rings } = bell();
  let failure: Failure | undefined;
  const subscription = client.subscribeToAll(
    {
      fromPosition: after === 'start' ? sdk.START : asPosition(after),
      filter: sdk.streamNameFilter({ prefixes: categories.map((category) => `${category}-`) }),
    },
    { highWaterMark: limit },
  );
  const fail = (error: unknown): void => {
    failure ??= { error };
    ring();
  };
  const late = setTimeout(
    () => fail(new LogUnavailable(`EventStoreDB did not confirm a subscription within ${deadlineMs} ms`)),
    deadlineMs,
  );
  subscription
    .on('confirmation', () => clearTimeout(late))
    .on('readable', ring)
    .on('end', () => fail(new LogUnavailable('EventStoreDB ended the subscription')))
    .on('error', fail);
  return {
    ring,
    rings,
    take: (): Resolved | null => subscription.read(),
    failure: () => failure,
    end: (): void => {
      clearTimeout(late);
      subscription.destroy();
      // Destroying the subscription does not end the call behind it.
      void subscription.unsubscribe().catch(() => undefined);
    },
  };
};

/**
 * Events behind a position as the server pushes them, in batches of what has come, at most `limit`, until the signal aborts.
 * Throws `LogUnavailable` when the connection is lost.
 */
export const liveEvents = (options: Options) => {
  const accept = ({ event }: Resolved, last: bigint): StoredEvent | undefined => {
    const accepted = event === undefined ? undefined : options.accept(event);
    return accepted !== undefined && accepted.position > last ? accepted : undefined;
  };

  const drain = (take: () => Resolved | null, last: bigint, limit: number): readonly StoredEvent[] => {
    const batch: StoredEvent[] = [];
    while (batch.length < limit) {
      const next = take();
      if (next === null) break;
      const event = accept(next, last);
      if (event !== undefined) batch.push(event);
    }
    return batch;
  };

  return async function* (after: After, limit: number, signal: AbortSignal): AsyncGenerator<readonly StoredEvent[]> {
    const { take, failure, rings, ring, end } = await subscribe(options, after, limit);
    signal.addEventListener('abort', ring);
    let last = after === 'start' ? -1n : after;
    try {
      while (!signal.aborted) {
        const batch = drain(take, last, limit);
        const failed = failure();
        if (batch.length > 0) {
          last = batch.at(-1)?.position ?? last;
          yield batch;
        } else if (failed !== undefined) {
          throw unavailableOr(failed.error);
        } else {
          await rings();
        }
      }
    } finally {
      signal.removeEventListener('abort', ring);
      end();
    }
  };
};
