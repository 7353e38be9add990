import type { EventStore } from '@campaigns/event-sourcing';
import { Router } from 'express';
import type { Pool } from 'pg';
import type { Progress } from '../commands/progress.ts';

type Dependencies = Readonly<{ store: EventStore; readPool: Pool; progress: Progress }>;

type Check = 'ok' | 'failed';

/** How far behind the read tables may be and the service still count as ready. */
const lagAllowedMs = 2_000;
const checkTimeoutMs = 4_000;

const within = async (check: () => Promise<boolean>): Promise<Check> => {
  const late = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => late.resolve(false), checkTimeoutMs);
  try {
    return (await Promise.race([check(), late.promise])) ? 'ok' : 'failed';
  } catch {
    return 'failed';
  } finally {
    clearTimeout(timer);
  }
};

/** `live`: the process answers. `ready`: log and read tables answer, and the tables are not far behind the log. */
export const healthRoutes = ({ store, readPool, progress }: Dependencies): Router =>
  Router()
    .get('/live', (_request, response) => {
      response.json({ status: 'ok' });
    })
    .get('/ready', async (_request, response) => {
      const [log, postgres, projections] = await Promise.all([
        within(async () => (await store.head()) !== undefined),
        within(async () => (await readPool.query('select 1')).rowCount === 1),
        within(async () => {
          const head = await store.head();
          return head === 'start' || progress.waitFor(head, lagAllowedMs);
        }),
      ]);
      const isReady = [log, postgres, projections].every((check) => check === 'ok');
      if (!isReady) response.status(503).set('Retry-After', '5');
      response.json({ status: isReady ? 'ok' : 'failed', checks: { log, postgres, projections } });
    });
