import type { StoredEvent } from '@campaigns/contracts';
import {
  type After,
  type AppendResult,
  checkAppendSize,
  type EventStore,
  type EventToAppend,
  type ExpectedRevision,
} from '@campaigns/event-sourcing';

const jsonCopy = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value ?? null)) as Value;

/** An EventStore that keeps its log in this process. It passes the same contract as the real ones. */
export const inMemoryEventStore = (): EventStore => {
  const log: StoredEvent[] = [];
  const ids = new Set<string>();
  const followers = new Set<() => void>();

  const eventsOf = (stream: string): readonly StoredEvent[] => log.filter((event) => event.stream === stream);
  const revisionOf = (events: readonly StoredEvent[]): ExpectedRevision => events.at(-1)?.revision ?? 'no-stream';

  const repetition = (
    history: readonly StoredEvent[],
    expected: ExpectedRevision,
    events: readonly EventToAppend[],
  ): StoredEvent | undefined => {
    const from = expected === 'no-stream' ? 0 : Number(expected) + 1;
    const before = history.slice(from, from + events.length);
    const same = events.every(({ metadata }, index) => before[index]?.metadata.eventId === metadata.eventId);
    return same ? before.at(-1) : undefined;
  };

  const append: EventStore['append'] = async (stream, expected, events): Promise<AppendResult> => {
    if (events.length === 0) throw new TypeError('An append needs at least one event');
    checkAppendSize(
      stream,
      events.map(({ data, metadata }) => JSON.stringify([data, metadata])),
    );
    const history = eventsOf(stream);
    const actual = revisionOf(history);
    const before = repetition(history, expected, events);
    if (before !== undefined) return { outcome: 'appended', revision: before.revision, position: before.position };
    const newIds = new Set(events.map(({ metadata }) => metadata.eventId));
    if (actual !== expected || newIds.size < events.length || !newIds.isDisjointFrom(ids)) {
      return { outcome: 'conflict', actual };
    }
    const recordedAt = new Date();
    const stored = events.map(
      ({ type, data, metadata }, index): StoredEvent => ({
        type,
        data: jsonCopy(data),
        metadata: jsonCopy(metadata),
        stream,
        revision: BigInt(history.length + index),
        position: BigInt(log.length + index + 1),
        recordedAt,
      }),
    );
    log.push(...stored);
    for (const id of newIds) ids.add(id);
    for (const wake of followers) wake();
    return { outcome: 'appended', revision: BigInt(history.length + events.length - 1), position: BigInt(log.length) };
  };

  // Positions are 1, 2, 3 …, so a position is also the index of the event behind it.
  const indexBehind = (after: After): number => (after === 'start' ? 0 : Number(after));
  const readAll: EventStore['readAll'] = async (after, limit) => {
    const from = indexBehind(after);
    return log.slice(from, from + limit);
  };

  const appended = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const wake = (): void => {
        followers.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      followers.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });

  return {
    load: async (stream, behind = -1n) => {
      const events = eventsOf(stream);
      return { events: events.filter(({ revision }) => revision > behind), revision: revisionOf(events) };
    },
    append,
    readAll,
    head: async () => log.at(-1)?.position ?? 'start',
    follow: async function* (after, limit, signal) {
      let position = after;
      while (!signal.aborted) {
        const from = indexBehind(position);
        const batch = log.slice(from, from + limit);
        const last = batch.at(-1);
        if (last === undefined) {
          await appended(signal);
        } else {
          position = last.position;
          yield batch;
        }
      }
    },
  };
};
