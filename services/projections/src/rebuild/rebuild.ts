import type { EventStore } from '@campaigns/event-sourcing';
import { beforeStart } from '@campaigns/read-progress';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { applyBatch } from '../projector/batch.ts';
import { asAfter } from '../projector/checkpoint.ts';
import { takeOver } from '../projector/handover.ts';
import { tryLock, unlock } from '../projector/locks.ts';
import { prefetched } from '../projector/prefetched.ts';
import { openSession, type WritingSession } from '../projector/session.ts';
import { schemas } from '../read-tables/read-schema.ts';
import { dropOldTables, prepareNextTables, switchTables } from './switch-tables.ts';

/** Another rebuild of the same database is under way. */
export class RebuildRunning extends Error {
  override readonly name = 'RebuildRunning';
}

export type RebuildProgress = Readonly<{
  events: number;
  /** How far in the log, and where its end is; positions, not counts. */
  position: bigint;
  of: bigint;
  perSecond: number;
}>;

export type RebuildOptions = Readonly<{
  store: EventStore;
  /** Connects as the owner of the read tables, or a superuser. */
  pool: Pool;
  logger: Logger;
  onProgress?: (progress: RebuildProgress) => void;
  /** How long the active projector may take to finish its batch. Default 30,000 ms. */
  handoverTimeoutMs?: number;
}>;

export type Rebuilt = Readonly<{ events: number; seconds: number }>;

const batchSize = 4_000;

const readToEnd = async function* (store: EventStore, from: bigint) {
  let position = from;
  for (;;) {
    const events = await store.readAll(asAfter(position), batchSize);
    const last = events.at(-1);
    if (last === undefined) return;
    position = last.position;
    yield events;
    // A reader of the very end would never finish while others append.
    if (events.length < batchSize) return;
  }
};

const filler = ({ store, logger, onProgress }: RebuildOptions, { client }: WritingSession) => {
  const startedAt = performance.now();
  let position = beforeStart;
  let events = 0;
  let of = beforeStart;

  const seconds = (): number => (performance.now() - startedAt) / 1_000;
  const report = (): void => {
    if (position > of) of = position;
    onProgress?.({ events, position, of, perSecond: Math.round(events / Math.max(seconds(), 0.001)) });
  };
  const toEnd = async (): Promise<void> => {
    const head = await store.head();
    of = head === 'start' ? beforeStart : head;
    for await (const batch of prefetched(readToEnd(store, position))) {
      position = await applyBatch(client, { schema: schemas.next, position }, batch, logger);
      events += batch.length;
      report();
    }
  };
  return { toEnd, result: (): Rebuilt => ({ events, seconds: seconds() }) };
};

const fillAndSwitch = async (options: RebuildOptions, session: WritingSession): Promise<Rebuilt> => {
  const { client } = session;
  await client.query('reset role');
  if (!(await tryLock(client, 'rebuild'))) throw new RebuildRunning('A rebuild of these tables is under way already');
  await prepareNextTables(client);
  await client.query(`set role orchestration_projector; set search_path to ${schemas.next}`);
  const fill = filler(options, session);
  await fill.toEnd();
  // The live tables are written until here; from here to the switch they stand still.
  await takeOver(client, options.handoverTimeoutMs ?? 30_000);
  await fill.toEnd();
  await client.query('reset role');
  await switchTables(client);
  await unlock(client, 'projector');
  await unlock(client, 'handover');
  await dropOldTables(client, options.logger);
  // Not left to the end of the connection, which the server notices later: the next rebuild may begin at once.
  await unlock(client, 'rebuild');
  return fill.result();
};

/**
 * Makes the read tables anew from the whole log, beside the live ones, and switches in one transaction; the product runs
 * meanwhile. A rebuild that was interrupted leaves the live tables as they were and can be started again. Throws
 * `RebuildRunning`, and `HandoverFailed` when a projector does not let go.
 */
export const rebuildReadTables = async (options: RebuildOptions): Promise<Rebuilt> => {
  const session = await openSession(options.pool, schemas.next);
  try {
    const rebuilt = await fillAndSwitch(options, session);
    options.logger.info(rebuilt, 'read tables rebuilt');
    return rebuilt;
  } finally {
    session.close();
  }
};
