import type { StoredEvent, StreamName } from '@campaigns/contracts';
import { derivedId, type EventStore, type EventToAppend, type Topic } from '@campaigns/event-sourcing';

/** A log like that of many campaigns. Made twice it has the same events, so that two processes can have the same log. */

const orgId = '11111111-1111-4111-8111-111111111111';
const accountsOf = { meta: 7, google: 5, tiktok: 3 } as const;
const platforms = Object.keys(accountsOf) as readonly (keyof typeof accountsOf)[];
const ballast = 'An event of this system has some hundred bytes. '.repeat(6);

const eventOf = (type: string, orchestrationId: string, n: number, index: number): EventToAppend => {
  const platform = platforms[index % platforms.length] ?? 'meta';
  const eventId = derivedId('sample-log', orchestrationId, type, n);
  return {
    type,
    data: { orchestrationId, platform, adAccountId: `account-${index % accountsOf[platform]}`, n, ballast },
    metadata: {
      ...{ eventId, orgId, actor: { kind: 'service', id: 'sample-log' }, schemaVersion: 1 },
      ...{ correlationId: eventId, causationId: eventId, commandId: eventId },
      occurredAt: '2026-12-01T08:00:00.000Z',
    },
  };
};

/** The nth part of each campaign: one event in its own stream, one in that of its workflow. */
const appendsOf = (index: number, n: number): readonly Readonly<{ stream: StreamName; event: EventToAppend }>[] => {
  const orchestrationId = derivedId('sample-orchestration', index);
  return [
    { stream: `orchestration-${orchestrationId}`, event: eventOf('ConfigurationChanged', orchestrationId, n, index) },
    { stream: `workflow-${orchestrationId}`, event: eventOf('OperationRequested', orchestrationId, n, index) },
  ];
};

/** Appends the nth part of every campaign's story: two events for each of `campaigns`, those of different campaigns mixed. */
export const appendPart = async (store: EventStore, campaigns: number, n: number): Promise<void> => {
  for (let index = 0; index < campaigns; index += 1) {
    for (const { stream, event } of appendsOf(index, n)) {
      const appended = await store.append(stream, n === 0 ? 'no-stream' : BigInt(n - 1), [event]);
      if (appended.outcome === 'conflict') throw new Error('The sample log is made in order and only once');
    }
  }
};

/** Fills an empty log with `events` events of 50 campaigns; 100 is the smallest step. */
export const fillLog = async (store: EventStore, events: number): Promise<void> => {
  for (let n = 0; n < events / 100; n += 1) await appendPart(store, 50, n);
};

export const positionsOf = (events: readonly StoredEvent[]): readonly bigint[] =>
  events.map(({ position }) => position);

/** Per key, the positions that a topic should hold of the log: each once, in order. */
export const expectedIn = async (store: EventStore, topic: Topic): Promise<ReadonlyMap<string, readonly bigint[]>> => {
  const events = await store.readAll('start', 1_000_000);
  const keyed = events.flatMap((event) => {
    const key = topic.keyOf(event);
    return key === undefined ? [] : [{ key, position: event.position }];
  });
  const byKey = Map.groupBy(keyed, ({ key }) => key);
  return new Map([...byKey].map(([key, of]) => [key, of.map(({ position }) => position)]));
};
