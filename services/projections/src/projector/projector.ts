import { setTimeout as sleep } from 'node:timers/promises';
import type { StoredEvent } from '@campaigns/contracts';
import { attribute, type EventStore, originOf, withSpan } from '@campaigns/event-sourcing';
import { readCheckpoint, waiters } from '@campaigns/read-progress';
import { trace } from '@opentelemetry/api';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { schemas } from '../read-tables/read-schema.ts';
import { applyBatch } from './batch.ts';
import { asAfter } from './checkpoint.ts';
import { handoverChannel } from './handover.ts';
import { isFree, tryLock, unlock } from './locks.ts';
import { prefetched } from './prefetched.ts';
import { observeLag } from './projector-metrics.ts';
import { openSession, type WritingSession } from './session.ts';

export type ProjectorOptions = Readonly<{
  store: EventStore;
  /** Connects as the projector's login or as the owner. One of its connections is kept. */
  pool: Pool;
  logger: Logger;
  /** Events per transaction at most, when there is a backlog. Default 1,000. */
  batchSize?: number;
  /** How often a second projector looks whether it can take over. Default 500 ms. */
  takeOverMs?: number;
}>;

export type Projector = Readonly<{
  /** Finishes the batch in hand and lets another projector take over. */
  stop: () => Promise<void>;
  /** Whether the read tables have come to a position, at the latest after the timeout. */
  caughtUp: (position: bigint, timeoutMs: number) => Promise<boolean>;
}>;

const firstRetryMs = 100;
const lastRetryMs = 5_000;

/**
 * Fills the read tables from the log for as long as it runs. Of all projectors of a database one is active; the others wait
 * for its place. Outlives the loss of log and database: it goes on where its checkpoint is.
 */
export const createProjector = async ({
  store,
  pool,
  logger,
  batchSize = 1_000,
  takeOverMs = 500,
}: ProjectorOptions): Promise<Projector> => {
  const stopping = new AbortController();
  const waiting = waiters();
  const tracer = trace.getTracer('projections');
  /** Up to which the tables are filled, while this projector is active. */
  let reached: bigint | undefined;
  const unobserve = observeLag({ store, position: () => reached });

  const apply = async (client: WritingSession['client'], position: bigint, events: readonly StoredEvent[]) => {
    const settings = { name: 'project', attributes: { [attribute.eventCount]: events.length }, ...originOf(events) };
    const target = { schema: schemas.live, position };
    reached = await withSpan(tracer, settings, () => applyBatch(client, target, events, logger));
    waiting.reached(reached);
    return reached;
  };

  /** Projects until stopped, told to hand over, or failing. */
  const project = async ({ client, isLost }: WritingSession): Promise<void> => {
    const leading = new AbortController();
    const end = (): void => leading.abort();
    stopping.signal.addEventListener('abort', end, { once: true });
    // Told to stop while it took its place: the event is over, and nobody would end it.
    if (stopping.signal.aborted) end();
    const handOver = (): void => {
      isFree(client, 'handover').then((free) => free || end(), end);
    };
    client.on('end', end);
    client.on('notification', handOver);
    try {
      await client.query(`listen ${handoverChannel}`);
      let position = await readCheckpoint(client, schemas.live);
      reached = position;
      waiting.reached(position);
      logger.info({ position: String(position) }, 'projector active');
      for await (const events of prefetched(store.follow(asAfter(position), batchSize, leading.signal))) {
        if (leading.signal.aborted) break;
        position = await apply(client, position, events);
      }
    } finally {
      end();
      reached = undefined;
      client.off('end', end);
      client.off('notification', handOver);
      stopping.signal.removeEventListener('abort', end);
    }
    if (!isLost()) await unlock(client, 'projector');
  };

  const pause = (ms: number): Promise<void> =>
    sleep(ms, undefined, { signal: stopping.signal }).catch(() => undefined) as Promise<void>;

  /** Waits for its turn, then projects; again and again on one connection. */
  const serve = async (session: WritingSession, onActive: () => void): Promise<void> => {
    while (!stopping.signal.aborted) {
      if ((await isFree(session.client, 'handover')) && (await tryLock(session.client, 'projector'))) {
        onActive();
        await project(session);
        if (session.isLost()) throw new Error('The connection of the projector was lost');
      } else {
        waiting.reached(await readCheckpoint(session.client, schemas.live));
        await pause(takeOverMs);
      }
    }
  };

  const run = async (): Promise<void> => {
    let retryMs = firstRetryMs;
    while (!stopping.signal.aborted) {
      try {
        const session = await openSession(pool, schemas.live);
        try {
          await serve(session, () => {
            retryMs = firstRetryMs;
          });
        } finally {
          session.close();
        }
      } catch (error) {
        logger.error({ err: error, retryMs }, 'projection interrupted; going on from the checkpoint');
        await pause(retryMs);
        retryMs = Math.min(retryMs * 2, lastRetryMs);
      }
    }
  };

  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      await running;
      unobserve();
      waiting.close();
    },
    caughtUp: waiting.waitFor,
  };
};
