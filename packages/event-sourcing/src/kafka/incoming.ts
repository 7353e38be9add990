import { globalOrgId, type StoredEvent } from '@campaigns/contracts';
import type { Message } from '../delivery/feed-window.ts';
import { derivedId } from '../derived-id.ts';
import { fromMessage } from './cloud-event.ts';
import type { KafkaRecord } from './record.ts';

/** Where a record lies. `topic` without the namespace. */
export type Place = Readonly<{ topic: string; partition: number; offset: bigint }>;

/** A message of the feed and the record that it came from. */
export type KafkaMessage = Message &
  Readonly<{
    place: Place;
    record: KafkaRecord;
    /** Set when it comes back from the dead letters: the partition in which its letter lies, and its deliveries before. */
    comeback?: Readonly<{ partition: number; attempts: number }>;
  }>;

/** Stands in for an event that cannot be read, so that a person can look at it, try it again and discard it. */
const unreadableEvent = ({ key, value }: KafkaRecord, { topic, partition, offset }: Place): StoredEvent => {
  const eventId = derivedId('unreadable', topic, partition, `${offset}`);
  return {
    type: 'UnreadableMessage',
    data: { key: key?.toString() ?? null, valueBase64: value?.toString('base64') ?? null },
    metadata: {
      eventId,
      orgId: globalOrgId,
      actor: { kind: 'service', id: 'event-feed' },
      correlationId: eventId,
      causationId: eventId,
      commandId: eventId,
      schemaVersion: 1,
      occurredAt: new Date(0).toISOString(),
    },
    stream: `unreadable-${topic}.${partition}.${offset}`,
    revision: 0n,
    position: offset,
    recordedAt: new Date(0),
  };
};

/** The event in a record, or what stands in for it and why. */
export const readRecord = (
  record: KafkaRecord,
  place: Place,
): Readonly<{ event: StoredEvent; unreadable?: string }> => {
  const read = fromMessage(record);
  return read.outcome === 'event'
    ? { event: read.event }
    : { event: unreadableEvent(record, place), unreadable: read.reason };
};
