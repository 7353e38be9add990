import type { StoredEvent, StreamName } from '@campaigns/contracts';
import { expect } from '@jest/globals';
import { sampleEvent } from '../../contract-suites/index.ts';
import type { EventStore } from '../../event-store.ts';

export const numberOf = (event: StoredEvent): number => (event.data as { n: number }).n;

export const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n);

/** Appends events numbered from `from` on to a stream that has that many; `ballast` makes each of them bigger. */
export const append = async (
  store: EventStore,
  stream: StreamName,
  from: number,
  count: number,
  ballast = '',
): Promise<void> => {
  const events = upTo(count).map((n) => sampleEvent({ n: from + n, ballast }));
  const result = await store.append(stream, from === 0 ? 'no-stream' : BigInt(from - 1), events);
  expect(result.outcome).toBe('appended');
};
