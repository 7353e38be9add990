import type { AppendResult } from '../event-store.ts';

/** One append, written as JSON: ready to be sent beside others. */
export type PendingAppend = Readonly<{
  stream: string;
  json: string;
  /** The arguments of `log.append_one`, for an append of one event. */
  alone?: readonly string[];
}>;

type Entry = Readonly<{
  append: PendingAppend;
  resolve: (result: AppendResult) => void;
  reject: (error: unknown) => void;
}>;

export type BatcherOptions = Readonly<{
  /** Sends appends of different streams in one transaction; one result each, in order. Throws when none took effect. */
  send: (appends: readonly PendingAppend[]) => Promise<readonly AppendResult[]>;
  /** Whether an error concerns every append, so that sending them one by one would not help. */
  concernsAll: (error: unknown) => boolean;
  maxAppends?: number;
  maxBytes?: number;
}>;

/**
 * Groups appends: while one batch is under way the next collects, so nothing waits longer than for the batch before it, and
 * an append that comes alone goes at once. An append that fails its batch is separated from it and fails alone.
 */
export const appendBatcher = ({ send, concernsAll, maxAppends = 200, maxBytes = 4_000_000 }: BatcherOptions) => {
  let waiting: Entry[] = [];
  let busy = false;

  const takeBatch = (): readonly Entry[] => {
    const batch: Entry[] = [];
    const left: Entry[] = [];
    const streams = new Set<string>();
    let bytes = 0;
    for (const entry of waiting) {
      const { stream, json } = entry.append;
      const fits = batch.length === 0 || (batch.length < maxAppends && bytes + json.length <= maxBytes);
      // A second append to a stream has to see the first one's effect: it goes with the next batch.
      if (fits && !streams.has(stream)) {
        batch.push(entry);
        bytes += json.length;
      } else {
        left.push(entry);
      }
      streams.add(stream);
    }
    waiting = left;
    return batch;
  };

  const settle = async (batch: readonly Entry[]): Promise<void> => {
    try {
      const results = await send(batch.map(({ append }) => append));
      for (const [index, entry] of batch.entries()) entry.resolve(results[index] as AppendResult);
    } catch (error) {
      if (batch.length === 1 || concernsAll(error)) {
        for (const entry of batch) entry.reject(error);
        return;
      }
      const middle = Math.ceil(batch.length / 2);
      await settle(batch.slice(0, middle));
      await settle(batch.slice(middle));
    }
  };

  const work = async (): Promise<void> => {
    // Callers that go on in the same turn of the event loop travel together from the first batch on.
    await Promise.resolve();
    while (waiting.length > 0) await settle(takeBatch());
    busy = false;
  };

  return (append: PendingAppend): Promise<AppendResult> =>
    new Promise((resolve, reject) => {
      waiting.push({ append, resolve, reject });
      if (busy) return;
      busy = true;
      void work();
    });
};
