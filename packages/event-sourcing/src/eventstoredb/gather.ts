import type { StreamingRead } from '@eventstore/db-client';
import { LogUnavailable } from '../event-store.ts';
import type { Recorded } from './recorded-event.ts';

type Resolved = Readonly<{ event?: Recorded }>;

/**
 * The events of a read. The client puts no deadline on reads; this one is for silence and begins anew with each event, so
 * that a long read may take its time. Throws `LogUnavailable` when it is over, else what the client throws.
 */
export const gather = async (read: StreamingRead<Resolved>, silenceMs: number): Promise<readonly Recorded[]> => {
  const late = setTimeout(() => {
    read.destroy(new LogUnavailable(`EventStoreDB was silent for ${Math.ceil(silenceMs)} ms`));
  }, silenceMs);
  const events: Recorded[] = [];
  let ended = false;
  try {
    for await (const { event } of read as AsyncIterable<Resolved>) {
      late.refresh();
      if (event !== undefined) events.push(event);
    }
    ended = true;
    return events;
  } finally {
    clearTimeout(late);
    // Destroying the read does not end the call behind it.
    if (!ended) void read.cancel().catch(() => undefined);
  }
};
