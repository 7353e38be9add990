import { join } from 'node:path';
import { migrateReadTables, type RebuildProgress, rebuildReadTables } from '@campaigns/projections';
import type pg from 'pg';
import { pino } from 'pino';
import { z } from 'zod';
import { readFlags, remark, runCommand, say } from './command-line.ts';
import { openSystemLog } from './system-log.ts';

const help = `Usage: pnpm rebuild-read-tables

Makes the read tables anew from the event log, beside the old ones, and switches to them at once. The system may run
meanwhile; readers notice nothing. Takes the database of DATABASE_URL, else that of the system on the data folder
(DATA_DIR, default .data), whether it runs or not; where the log is in EventStoreDB, also EVENTSTORE_URL and KAFKA_BROKERS
as the services do.`;

const count = (value: number): string => value.toLocaleString('en-US');

const everyMs = 1_000;

/** A line a second, and one for the end. */
const progressLines = (): ((progress: RebuildProgress) => void) => {
  let saidAt = Number.NEGATIVE_INFINITY;
  return ({ events, position, of, perSecond }) => {
    if (performance.now() - saidAt < everyMs && position < of) return;
    saidAt = performance.now();
    const perCent = of > 0n ? Number((position * 100n) / of) : 100;
    say(
      `${count(events).padStart(11)} events ${count(perSecond).padStart(9)} per second ${`${perCent}`.padStart(4)} %`,
    );
  };
};

const failedEvents = async (pool: pg.Pool): Promise<number> => {
  const { rows } = await pool.query<{ n: number }>(
    `select count(*)::int as n from read_meta.failed_events where name = 'read'`,
  );
  return rows[0]?.n ?? 0;
};

const rebuild = async (): Promise<void> => {
  const logger = pino({ level: 'silent' });
  const root = join(import.meta.dirname, '../../..');
  const { store, pool, close } = await openSystemLog(process.env, root, { name: 'rebuild', logger });
  try {
    await migrateReadTables(pool);
    const { events, seconds } = await rebuildReadTables({ store, pool, logger, onProgress: progressLines() });
    const left = await failedEvents(pool);
    const perSecond = count(Math.round(events / Math.max(seconds, 0.001)));
    say(`Read tables rebuilt: ${count(events)} events in ${seconds.toFixed(1)} s, ${perSecond} per second.`);
    if (left > 0) remark(`${count(left)} events could not be shown; read_meta.failed_events says why.`);
  } finally {
    await close();
  }
};

readFlags(z.object({}), {}, help);
await runCommand(rebuild);
