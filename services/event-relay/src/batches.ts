import type { StoredEvent } from '@campaigns/contracts';

/** What a record has besides its data: key, headers, framing. */
const bytesBesides = 1_000;

/** About what the event takes in one topic. */
const bytesOf = ({ data }: StoredEvent): number => Buffer.byteLength(JSON.stringify(data ?? null)) + bytesBesides;

/** The events in their order, in batches of at most `maxBytes`; an event that has more goes alone. */
export const batchesOf = function* (
  events: readonly StoredEvent[],
  maxBytes: number,
): Generator<readonly StoredEvent[], void, undefined> {
  let batch: StoredEvent[] = [];
  let bytes = 0;
  for (const event of events) {
    const size = bytesOf(event);
    if (batch.length > 0 && bytes + size > maxBytes) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    batch.push(event);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
};
