import type { EventMetadata, StoredEvent, StreamName } from '@campaigns/contracts';

/** A row of `log.events`; `pg` gives bigint columns as text. */
export type EventRow = Readonly<{
  position: string;
  stream: string;
  revision: string;
  type: string;
  data: unknown;
  metadata: EventMetadata;
  recorded_at: Date;
}>;

export const eventColumns = 'e.position, e.stream, e.revision, e.type, e.data, e.metadata, e.recorded_at';

export const toStoredEvent = (row: EventRow): StoredEvent => ({
  type: row.type,
  data: row.data,
  metadata: row.metadata,
  stream: row.stream as StreamName,
  revision: BigInt(row.revision),
  position: BigInt(row.position),
  recordedAt: row.recorded_at,
});

/** Positions start at 1. */
export const behind = (after: bigint | 'start'): string => (after === 'start' ? '0' : after.toString());
