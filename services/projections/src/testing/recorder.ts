import type { CampaignDomainEvent, StreamName } from '@campaigns/contracts';
import { derivedId, type EventStore } from '@campaigns/event-sourcing';

type EventData<Type extends CampaignDomainEvent['type']> = Extract<CampaignDomainEvent, { type: Type }>['data'];

export type Recorder = Readonly<{
  record: <Type extends CampaignDomainEvent['type']>(
    stream: StreamName,
    type: Type,
    data: EventData<Type>,
  ) => Promise<bigint>;
  /** The time of the next event; each event happens one second after the one before. */
  now: () => string;
  /** Anything at all, to see what becomes of it. */
  recordRaw: (stream: StreamName, type: string, data: unknown) => Promise<bigint>;
}>;

const start = Date.parse('2026-03-01T09:00:00.000Z');

/** Appends events to a log one by one, with ids and times that depend on nothing but their order. */
export const recorder = (store: EventStore, orgId: string): Recorder => {
  let count = 0;
  const now = (): string => new Date(start + count * 1_000).toISOString();

  const recordRaw: Recorder['recordRaw'] = async (stream, type, data) => {
    const { revision } = await store.load(stream);
    const eventId = derivedId(orgId, stream, count);
    const result = await store.append(stream, revision, [
      {
        type,
        data,
        metadata: {
          eventId,
          orgId,
          actor: { kind: 'user', id: 'maria' },
          correlationId: eventId,
          causationId: eventId,
          commandId: eventId,
          schemaVersion: 1,
          occurredAt: now(),
        },
      },
    ]);
    count += 1;
    if (result.outcome !== 'appended') throw new Error(`conflict on ${stream}`);
    return result.position;
  };
  return { record: recordRaw, now, recordRaw };
};
