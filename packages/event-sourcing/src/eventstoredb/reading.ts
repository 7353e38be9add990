import type { StoredEvent, StreamName } from '@campaigns/contracts';
import type { After, EventStore, LoadedStream } from '../event-store.ts';
import type { Connection } from './connection.ts';
import { gather } from './gather.ts';
import { isSystemEvent, type Recorded, toStoredEvent } from './recorded-event.ts';
import { persistently } from './unavailable.ts';

type Options = Readonly<{
  connection: Connection;
  deadlineMs: number;
  accept: (recorded: Recorded) => StoredEvent | undefined;
}>;

type Position = Readonly<{ commit: bigint; prepare: bigint }>;

// A read costs a round trip: few of them, and not much more than was asked for.
const leastPage = 100;
const greatestPage = 1_000;

const isStreamNotFound = (error: unknown): boolean =>
  (error as Readonly<{ type?: unknown }> | null)?.type === 'stream-not-found';

/** What a gRPC server wrote has one commit position per event, which is its prepare position too. */
export const asPosition = (after: bigint): Position => ({ commit: after, prepare: after });

const isBehind = (event: Recorded, from: Position | undefined): boolean => {
  const { commit, prepare } = event.position as Position;
  return from === undefined || commit > from.commit || (commit === from.commit && prepare > from.prepare);
};

export const reading = ({ connection, deadlineMs, accept }: Options) => {
  /** Events of a stream from a revision on; none when there is no such stream. */
  const readStream = async (
    stream: string,
    from = 0n,
    count = Number.MAX_SAFE_INTEGER,
  ): Promise<readonly Recorded[]> => {
    try {
      return await persistently(deadlineMs, async (leftMs) => {
        const { client } = await connection.session();
        return gather(client.readStream(stream, { fromRevision: from, maxCount: count }), leftMs);
      });
    } catch (error) {
      if (isStreamNotFound(error)) return [];
      throw error;
    }
  };

  const lastOf = async (stream: string): Promise<Recorded | undefined> => {
    try {
      const [last] = await persistently(deadlineMs, async (leftMs) => {
        const { client, sdk } = await connection.session();
        const backwards = { direction: sdk.BACKWARDS, fromRevision: sdk.END, maxCount: 1 } as const;
        return gather(client.readStream(stream, backwards), leftMs);
      });
      return last;
    } catch (error) {
      if (isStreamNotFound(error)) return undefined;
      throw error;
    }
  };

  /** A page of the whole log, the event at `from` included. The client can filter subscriptions, not reads. */
  const page = (from: Position | undefined, count: number): Promise<readonly Recorded[]> =>
    persistently(deadlineMs, async (leftMs) => {
      const { client, sdk } = await connection.session();
      return gather(client.readAll({ fromPosition: from ?? sdk.START, maxCount: count }), leftMs);
    });

  const pageBack = (before: Position | undefined, count: number): Promise<readonly Recorded[]> =>
    persistently(deadlineMs, async (leftMs) => {
      const { client, sdk } = await connection.session();
      const options = { direction: sdk.BACKWARDS, fromPosition: before ?? sdk.END, maxCount: count } as const;
      return gather(client.readAll(options), leftMs);
    });

  const load = async (stream: StreamName, behind?: bigint): Promise<LoadedStream> => {
    const recorded = await readStream(stream, behind === undefined ? 0n : behind + 1n);
    const events = recorded.filter((event) => !isSystemEvent(event)).map(toStoredEvent);
    return { events, revision: recorded.at(-1)?.revision ?? behind ?? 'no-stream' };
  };

  const readAll: EventStore['readAll'] = async (after, limit) => {
    const found: StoredEvent[] = [];
    let from = after === 'start' ? undefined : asPosition(after);
    for (let atEnd = false; !atEnd && found.length < limit; ) {
      // One more than is wanted: the event at `from` comes again.
      const count = Math.min(greatestPage, Math.max(leastPage, limit - found.length)) + 1;
      const events = await page(from, count);
      const accepted = events.filter((event) => isBehind(event, from)).map(accept);
      found.push(...accepted.filter((event) => event !== undefined).slice(0, limit - found.length));
      atEnd = events.length < count;
      from = events.at(-1)?.position ?? from;
    }
    return found;
  };

  const head = async (): Promise<After> => {
    let before: Position | undefined;
    for (let count = 20; ; count = Math.min(greatestPage, count * 5)) {
      const events = await pageBack(before, count);
      const last = events.map(accept).find((event) => event !== undefined);
      if (last !== undefined) return last.position;
      if (events.length < count) return 'start';
      before = events.at(-1)?.position;
    }
  };

  return { load, readAll, head, readStream, lastOf };
};

export type Reading = ReturnType<typeof reading>;
