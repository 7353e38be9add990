import { migrateEventLog, postgresEventStore } from '@campaigns/event-sourcing';
import { migrateReadTables, rebuildReadTables } from '@campaigns/projections';
import { createLogger } from '@campaigns/service-kit';
import type { Pool } from 'pg';
import type { Benchmark } from '../benchmark.ts';
import { logFiller } from '../history/fill-log.ts';
import { alternate, comparisonOf } from '../measure/comparison.ts';
import { median } from '../measure/statistics.ts';
import { openDatabase } from '../postgres/database.ts';
import { createRawLog } from '../postgres/raw-log.ts';
import type { Figure } from '../report/figure.ts';
import { copySeconds } from './copy-seconds.ts';

const requireAllProjected = async (pool: Pool): Promise<void> => {
  const { rowCount } = await pool.query('select from read_meta.failed_events');
  if (rowCount !== 0) throw new Error(`${rowCount} events were not projected`);
};

/** The read tables made anew from the whole log, at two sizes of it. */
export const rebuild: Benchmark = async ({ quick, say, track }) => {
  const sizes = quick ? [5_000, 20_000] : [50_000, 200_000];
  const rounds = quick ? 1 : 3;
  const database = await openDatabase(track);
  const pool = database.poolOf(6);
  const logger = createLogger('bench', 'warn');
  await migrateEventLog(pool);
  await migrateReadTables(pool);
  await createRawLog(pool);
  const store = track('store', postgresEventStore({ pool }), ({ close }) => close());
  const { fillTo } = await logFiller(store, 15);
  const rebuildSeconds = async (): Promise<number> => {
    const startedAt = performance.now();
    await rebuildReadTables({ store, pool, logger });
    return (performance.now() - startedAt) / 1_000;
  };

  const figures: Figure[] = [];
  const secondsPerEvent: number[] = [];
  for (const size of sizes) {
    say(`filling the log to ${size} events`);
    const events = await fillTo(size);
    await pool.query('vacuum analyze log.events');
    if (figures.length === 0) await rebuildSeconds();
    const copy = await copySeconds(pool, track);
    const measured = await alternate(rounds, rebuildSeconds, copy, (round) => say(`${size} events, round ${round}`));
    const { value, limit, ratio } = comparisonOf(
      measured.map(({ ours, theirs }) => ({ ours: events / ours, theirs: events / theirs })),
    );
    secondsPerEvent.push(median(measured.map(({ ours }) => ours)) / events);
    figures.push({
      ...{ name: `${size.toLocaleString('en-US')} events`, value, unit: 'events/s', ratio },
      limit: { name: 'COPY of the same rows', value: limit },
    });
  }
  await requireAllProjected(pool);
  const [small = Number.NaN, large = Number.NaN] = secondsPerEvent;
  figures.push({
    ...{ name: 'time per event, large log to small log', value: large / small, unit: 'x' },
    aim: { of: 'value', is: 'at most', than: 1.2 },
  });
  return figures;
};
