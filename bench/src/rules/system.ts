import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { campaignEventsTopic } from '@campaigns/contracts';
import { type EventStore, migrateEventLog, postgresEventStore } from '@campaigns/event-sourcing';
import { createLoginRoles, migrateReadTables, rebuildReadTables } from '@campaigns/projections';
import { migrateRulesEngine } from '@campaigns/rules-engine';
import { createLogger } from '@campaigns/service-kit';
import type { Setting } from '../benchmark.ts';
import { type Child, startChild } from '../child.ts';
import { openDatabase } from '../postgres/database.ts';
import { type Filled, fillLog, type Size } from './fill.ts';
import type { Served } from './served.ts';

/** Milliseconds of processor time that each service has used so far. */
export type ProcessorTime = Readonly<{ engine: number; projector: number }>;

/** The groups of the rules-engine: what lies in the log when they start has been heard. */
const heardAlready = ['rules', 'recommendations', 'alerts', 'alert-deliveries'];

export type System = Filled & Readonly<{ store: EventStore; processorTime: () => Promise<ProcessorTime> }>;

const start = async (file: string, served: Served, track: Setting['track']): Promise<Child> => {
  const args = ['--import', join(import.meta.dirname, 'processor-time.ts'), join(import.meta.dirname, file)];
  const child = await startChild({ args, env: { SERVED: JSON.stringify(served) }, ready: /ready/ });
  return track(file, child, ({ stop }) => stop());
};

const processorTimeOf = async ({ process }: Child): Promise<number> => {
  const answered = once(process, 'message');
  process.send('processor-time');
  const [ms] = (await answered) as [number];
  return ms;
};

/** Log and read tables full of campaigns and rules, and a projector and a rules-engine at work on them, each a process. */
export const startSystem = async (size: Size, { say, track }: Setting): Promise<System> => {
  const { url: databaseUrl, poolOf, urlFor } = await openDatabase(track);
  const pool = poolOf(10);
  await migrateEventLog(pool);
  await Promise.all([migrateReadTables(pool), migrateRulesEngine(pool)]);
  const store = track('store', postgresEventStore({ pool }), ({ close }) => close());
  say(`filling the log with ${size.campaigns} campaigns`);
  const filled = await fillLog(store, size);
  say('filling the read tables');
  await rebuildReadTables({ store, pool, logger: createLogger('bench', 'warn') });
  await pool.query('vacuum analyze');
  await pool.query(
    `insert into log.checkpoints (group_name, topic, position)
     select unnest($2::text[]), $1, max(position) from log.events`,
    [campaignEventsTopic.name, heardAlready],
  );
  const [appPassword, projectorPassword] = [randomBytes(24).toString('hex'), randomBytes(24).toString('hex')];
  const { appRole, projectorRole } = await createLoginRoles(pool, { appPassword, projectorPassword });
  const served: Served = {
    databaseUrl,
    readUrl: urlFor({ user: appRole, password: appPassword }),
    projectorUrl: urlFor({ user: projectorRole, password: projectorPassword }),
  };
  const [projector, engine] = await Promise.all([
    start('projector-process.ts', served, track),
    start('engine-process.ts', served, track),
  ]);
  return {
    ...{ ...filled, store },
    processorTime: async () => {
      const [ofEngine, ofProjector] = await Promise.all([engine, projector].map(processorTimeOf));
      return { engine: ofEngine ?? Number.NaN, projector: ofProjector ?? Number.NaN };
    },
  };
};
