import { createHash } from 'node:crypto';
import type { StoredEvent } from '@campaigns/contracts';
import type { EventStore } from '@campaigns/event-sourcing';
import { readCheckpoint } from '@campaigns/read-progress';
import { inMemoryEventStore } from '@campaigns/testing';
import type { Pool } from 'pg';
import { applyBatch } from '../projector/batch.ts';
import { openSession } from '../projector/session.ts';
import { schemas } from '../read-tables/read-schema.ts';
import { silent } from './read-database.ts';

export const wholeLog = (store: EventStore): Promise<readonly StoredEvent[]> =>
  store.readAll('start', Number.MAX_SAFE_INTEGER);

/** Applies what the read tables do not show yet, in batches of the given sizes, again and again from the first size. */
export const project = async (pool: Pool, store: EventStore, sizes: readonly number[] = [1_000]): Promise<void> => {
  const session = await openSession(pool, schemas.live);
  try {
    let position = await readCheckpoint(session.client, schemas.live);
    const events = (await wholeLog(store)).filter((event) => event.position > position);
    for (let from = 0, turn = 0; from < events.length; turn += 1) {
      const batch = events.slice(from, from + (sizes[turn % sizes.length] ?? 1));
      position = await applyBatch(session.client, { schema: schemas.live, position }, batch, silent);
      from += batch.length;
    }
  } finally {
    session.close();
  }
};

/** Numbers from 1 to `max` that look random and are the same in every run. */
export const scattered = (seed: string, max: number): readonly number[] =>
  [...createHash('sha512').update(seed).digest()].map((byte) => 1 + (byte % max));

/** One log out of several, each in its own order, a few events of each at a time. */
export const interleaved = async (logs: readonly EventStore[], seed = 'turns'): Promise<EventStore> => {
  const store = inMemoryEventStore();
  const queues = await Promise.all(logs.map(async (log) => [...(await wholeLog(log))]));
  const turns = scattered(seed, 9);
  for (let turn = 0; queues.some((queue) => queue.length > 0); turn += 1) {
    const queue = queues[turn % queues.length] ?? [];
    for (const { stream, revision, ...event } of queue.splice(0, turns[turn % turns.length])) {
      await store.append(stream, revision === 0n ? 'no-stream' : revision - 1n, [event]);
    }
  }
  return store;
};
