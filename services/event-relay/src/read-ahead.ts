import type { StoredEvent } from '@campaigns/contracts';

export type ReadAheadOptions = Readonly<{
  /** Reads until the signal aborts, page after page. */
  read: (signal: AbortSignal) => AsyncIterable<readonly StoredEvent[]>;
  /** In a batch, and so many more that wait. */
  maxEvents: number;
  /** The same in bytes; an event that has more goes alone. */
  maxBytes: number;
}>;

type Waiting = Readonly<{ event: StoredEvent; bytes: number }>;

/** What a record has besides its data: key, headers, framing. */
const bytesBesides = 1_000;

/** About what the event takes in one topic. */
const bytesOf = ({ data }: StoredEvent): number => Buffer.byteLength(JSON.stringify(data ?? null)) + bytesBesides;

/** Events in their order that wait to be taken. */
const waitingEvents = ({ maxEvents, maxBytes }: Pick<ReadAheadOptions, 'maxEvents' | 'maxBytes'>) => {
  let waiting: Waiting[] = [];
  let bytes = 0;
  return {
    isEmpty: () => waiting.length === 0,
    isFull: () => waiting.length >= maxEvents || bytes >= maxBytes,
    add: (page: readonly StoredEvent[]): void => {
      for (const event of page) {
        const each = { event, bytes: bytesOf(event) };
        waiting.push(each);
        bytes += each.bytes;
      }
    },
    /** The first of them that make one batch. */
    take: (): readonly StoredEvent[] => {
      let taken = 0;
      let end = 0;
      for (const each of waiting) {
        if (end === maxEvents || (end > 0 && taken + each.bytes > maxBytes)) break;
        taken += each.bytes;
        end += 1;
      }
      const batch = waiting.slice(0, end).map(({ event }) => event);
      waiting = waiting.slice(end);
      bytes -= taken;
      return batch;
    },
  };
};

/**
 * The pages that are read, in batches: while a batch is worked on the next one is gathered. So memory holds at most two
 * batches and a page, however far reading could go. Ends with the signal; throws what reading has thrown, after all that
 * was read before.
 */
export const readAhead = async function* (
  options: ReadAheadOptions,
  signal: AbortSignal,
): AsyncGenerator<readonly StoredEvent[], void, undefined> {
  const waiting = waitingEvents(options);
  const leaving = new AbortController();
  const until = AbortSignal.any([signal, leaving.signal]);
  let isOver = false;
  let change = Promise.withResolvers<void>();
  const changed = (): void => {
    change.resolve();
    change = Promise.withResolvers();
  };
  until.addEventListener('abort', changed, { once: true });

  const gather = async (): Promise<void> => {
    for await (const page of options.read(until)) {
      waiting.add(page);
      changed();
      while (waiting.isFull() && !until.aborted) await change.promise;
    }
  };
  const gathering = gather().finally(() => {
    isOver = true;
    changed();
  });
  // It may fail while a batch is worked on; who comes back for the next hears of it.
  gathering.catch(() => undefined);

  try {
    while (!signal.aborted) {
      while (waiting.isEmpty() && !isOver) await change.promise;
      if (waiting.isEmpty()) break;
      const batch = waiting.take();
      changed();
      yield batch;
    }
    await gathering;
  } finally {
    leaving.abort();
    await gathering.catch(() => undefined);
  }
};
