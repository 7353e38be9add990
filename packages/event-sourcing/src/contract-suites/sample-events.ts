import { randomUUID } from 'node:crypto';
import type { StoredEvent, StreamName } from '@campaigns/contracts';
import type { EventToAppend } from '../event-store.ts';

const orgId = '11111111-1111-4111-8111-111111111111';

/** An event of no particular meaning. */
export const sampleEvent = (data: unknown = {}, eventId: string = randomUUID()): EventToAppend => ({
  type: 'SampleRecorded',
  data,
  metadata: {
    eventId,
    orgId,
    actor: { kind: 'service', id: 'contract-suite' },
    correlationId: eventId,
    causationId: eventId,
    commandId: eventId,
    schemaVersion: 1,
    occurredAt: '2026-03-01T09:00:00.000Z',
  },
});

export const sampleEvents = (count: number): readonly EventToAppend[] =>
  Array.from({ length: count }, (_, n) => sampleEvent({ n }));

/** A stream that no other test writes to. */
export const newStream = (category = 'sample'): StreamName => `${category}-${randomUUID()}`;

export const idsOf = (events: readonly (StoredEvent | EventToAppend)[]): readonly string[] =>
  events.map(({ metadata }) => metadata.eventId);
