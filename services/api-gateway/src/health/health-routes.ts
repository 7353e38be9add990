import type { EventStore } from '@campaigns/event-sourcing';
import { type HealthChecks, healthOf, retryAfterSeconds } from '@campaigns/service-kit';
import { Router } from 'express';
import type { Pool } from 'pg';
import type { Progress } from '../commands/progress.ts';

type Dependencies = Readonly<{ store: EventStore; readPool: Pool; progress: Progress }>;

/** How far behind the read tables may be and the service still count as ready. */
const lagAllowedMs = 2_000;

const checksOf = ({ store, readPool, progress }: Dependencies): HealthChecks => ({
  log: async () => (await store.head()) !== undefined,
  postgres: async () => (await readPool.query('select 1')).rowCount === 1,
  projections: async () => {
    const head = await store.head();
    return head === 'start' || progress.waitFor(head, lagAllowedMs);
  },
});

/** `live`: the process answers. `ready`: log and read tables answer, and the tables are not far behind the log. */
export const healthRoutes = (dependencies: Dependencies): Router =>
  Router()
    .get('/live', (_request, response) => {
      response.json({ status: 'ok' });
    })
    .get('/ready', async (_request, response) => {
      const health = await healthOf(checksOf(dependencies));
      if (health.status !== 'ok') response.status(503).set('Retry-After', `${retryAfterSeconds}`);
      response.json(health);
    });
