import { migrateEventLog } from '@campaigns/event-sourcing';
import { migrateReadTables } from '@campaigns/projections';
import type { Benchmark } from '../benchmark.ts';
import { alternate, comparisonOf } from '../measure/comparison.ts';
import { percentile } from '../measure/statistics.ts';
import { openDatabase } from '../postgres/database.ts';
import { createRawLog } from '../postgres/raw-log.ts';
import type { Figure } from '../report/figure.ts';
import { type Latencies, productSide } from './product-side.ts';
import { rawSide } from './raw-side.ts';

/** How soon an append has reached a handler, and how soon its row can be read, while 100 commands come every second. */
export const delivery: Benchmark = async ({ quick, say, track }) => {
  const rounds = quick ? 2 : 3;
  const load = { perSecond: 100, calls: quick ? 200 : 800 };
  const database = await openDatabase(track);
  const pool = database.poolOf(1);
  await migrateEventLog(pool);
  await migrateReadTables(pool);
  await createRawLog(pool);
  const raw = await rawSide(database, load, track);
  const product = await productSide(database, load, track);
  say('warming up');
  await raw();
  await product();
  const measured = await alternate(rounds, product, raw, (round) => say(`round ${round} of ${rounds}`));

  const figureOf = (name: string, of: keyof Latencies, share: number): Figure => {
    const { value, limit, ratio } = comparisonOf(
      measured.map(({ ours, theirs }) => ({ ours: percentile(ours[of], share), theirs: percentile(theirs, share) })),
    );
    return {
      ...{ name: `${name}, p${share * 100}`, value, unit: 'ms', ratio },
      limit: { name: 'insert, NOTIFY, heard', value: limit },
      ...(share === 0.5 ? { aim: { of: 'value', is: 'at most', than: 10 } } : {}),
    };
  };
  return [
    figureOf('append to handler', 'toHandler', 0.5),
    figureOf('append to handler', 'toHandler', 0.99),
    figureOf('append to visible row', 'toRow', 0.5),
    figureOf('append to visible row', 'toRow', 0.99),
  ];
};
