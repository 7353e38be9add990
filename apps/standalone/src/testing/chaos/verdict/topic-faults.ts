import { isDeepStrictEqual } from 'node:util';
import type { StoredEvent } from '@campaigns/contracts';
import { fromMessage, type ReadRecord, type Topic } from '@campaigns/event-sourcing';

type Found = Readonly<{ partition: number; key: string; event: StoredEvent }>;

const isInOrder = (found: readonly Found[]): boolean =>
  found.every(({ event }, index) => event.position > (found[index - 1]?.event.position ?? -1n));

const faultsOfEvent = (event: StoredEvent, key: string, found: readonly Found[]): readonly string[] => {
  const name = `${event.type} at ${event.position}`;
  if (found.length === 0) return [`${name} is missing`];
  if (found.length > 1) return [`${name} was published ${found.length} times`];
  if (found[0]?.key !== key) return [`${name} has the key ${found[0]?.key} instead of ${key}`];
  return isDeepStrictEqual(found[0]?.event, event) ? [] : [`${name} is not as it is in the log`];
};

const faultsOfKey = (key: string, found: readonly Found[]): readonly string[] => {
  const partitions = new Set(found.map(({ partition }) => partition));
  if (partitions.size > 1) return [`the key ${key} lies in the partitions ${[...partitions].join(', ')}`];
  return isInOrder(found) ? [] : [`the key ${key} is out of order`];
};

/**
 * What is wrong in a topic, one line each; empty when it holds every event of the log that belongs to it once, in order
 * per key, and nothing else. `records` are all that the relay has published, in order per partition.
 */
export const topicFaults = (
  log: readonly StoredEvent[],
  topic: Topic,
  records: readonly ReadRecord[],
): readonly string[] => {
  const strange: string[] = [];
  const found: Found[] = [];
  for (const { partition, offset, record } of records) {
    const read = fromMessage(record);
    if (read.outcome === 'event') found.push({ partition, key: record.key?.toString() ?? '', event: read.event });
    else strange.push(`${partition}/${offset} is unreadable: ${read.reason}`);
  }
  const byId = Map.groupBy(found, ({ event }) => event.metadata.eventId);
  const faults: string[] = [...strange];
  for (const event of log) {
    const key = topic.keyOf(event);
    if (key === undefined) continue;
    faults.push(...faultsOfEvent(event, key, byId.get(event.metadata.eventId) ?? []));
    byId.delete(event.metadata.eventId);
  }
  for (const [id, [first]] of byId) faults.push(`${first?.event.type} ${id} is not in the log`);
  for (const [key, of] of Map.groupBy(found, (each) => each.key)) faults.push(...faultsOfKey(key, of));
  return faults.map((fault) => `${topic.name}: ${fault}`);
};
