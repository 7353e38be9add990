import type { z } from 'zod';
import type { DomainEvent, RecordedEvent, StoredEvent } from './event.ts';

type Json = Readonly<Record<string, unknown>>;

/** Index i lifts data from schema version i + 1 to i + 2. Append only. */
export type Upcasters = Readonly<Record<string, readonly ((data: Json) => Json)[]>>;

export type EventCodec<E extends DomainEvent> = Readonly<{
  /** Every event type that this codec knows. */
  types: readonly E['type'][];
  /** The schema version that an event of this type is written with today. */
  latestVersion: (type: string) => number;
  /** Typed event from a stored one; lifts old shapes. Throws a ZodError when the stored data fits no known shape. */
  decode: (
    stored: Pick<StoredEvent, 'type' | 'data'> & { metadata: Pick<StoredEvent['metadata'], 'schemaVersion'> },
  ) => E;
  decodeRecorded: (stored: StoredEvent) => RecordedEvent<E>;
  /** Whether this codec knows the event type. */
  knows: (type: string) => boolean;
}>;

/** A codec that shows what it checks with: a union over the types of `{ type, data }` as they are written today. */
export type SchemaCodec<E extends DomainEvent> = EventCodec<E> & Readonly<{ schema: z.ZodType }>;

export const eventCodec = <E extends DomainEvent>(
  schema: z.ZodType<E>,
  types: readonly E['type'][],
  upcasters: Upcasters = {},
): SchemaCodec<E> => {
  const known = new Set<string>(types);
  const latestVersion = (type: string): number => (upcasters[type]?.length ?? 0) + 1;
  const decode: EventCodec<E>['decode'] = ({ type, data, metadata }) => {
    const pending = (upcasters[type] ?? []).slice(metadata.schemaVersion - 1);
    return schema.parse({ type, data: pending.reduce((older, lift) => lift(older), data as Json) });
  };
  return {
    types,
    schema,
    latestVersion,
    decode,
    decodeRecorded: (stored) => ({ ...stored, ...decode(stored) }),
    knows: (type) => known.has(type),
  };
};
