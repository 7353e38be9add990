import { migrateEventLog, postgresEventStore } from '@campaigns/event-sourcing';
import { migrateOrchestrator } from '@campaigns/orchestrator';
import type { Benchmark } from '../benchmark.ts';
import { alternate, comparisonOf } from '../measure/comparison.ts';
import { median, percentile } from '../measure/statistics.ts';
import { openDatabase } from '../postgres/database.ts';
import type { Figure } from '../report/figure.ts';
import { readAndAppend } from './bare-side.ts';
import { armForLater } from './deferred-operations.ts';
import { fireWith, type Load } from './measured-services.ts';

/** How late timers are among 100,000 that wait, with one timer service and with two that share the table. */
export const timers: Benchmark = async ({ quick, say, track }) => {
  const [pending, due, rounds] = quick ? [10_000, 1_000, 1] : [100_000, 10_000, 3];
  const { url: databaseUrl, poolOf } = await openDatabase(track);
  // As many connections as a service has.
  const pool = poolOf(10);
  await migrateEventLog(pool);
  await migrateOrchestrator(pool);
  const store = track('store', postgresEventStore({ pool }), ({ close }) => close());
  await armForLater(pool, pending - due);
  const fire = (services: number, load: Load) => fireWith({ databaseUrl, store, pool }, services, load);

  const figures: Figure[] = [];
  for (const services of [1, 2]) {
    const name = `due within a minute, ${services} at work`;
    say(name);
    const { latenessMs } = await fire(services, { count: due, overMs: quick ? 6_000 : 60_000 });
    figures.push({ name: `${name}: p50 late`, value: percentile(latenessMs, 0.5), unit: 'ms' });
    figures.push({
      ...{ name: `${name}: p99 late`, value: percentile(latenessMs, 0.99), unit: 'ms' },
      aim: { of: 'value', is: 'at most', than: 1_000 },
    });
  }
  for (const services of [1, 2]) {
    const name = `due at one instant, ${services} at work`;
    const measured = await alternate(
      rounds,
      () => fire(services, { count: due, overMs: 0 }),
      () => readAndAppend(store, due),
      (round) => say(`${name}, round ${round} of ${rounds}`),
    );
    const late = (share: number): number => median(measured.map(({ ours }) => percentile(ours.latenessMs, share)));
    figures.push({ name: `${name}: p50 late`, value: late(0.5), unit: 'ms' });
    figures.push({ name: `${name}: p99 late`, value: late(0.99), unit: 'ms' });
    const compared = comparisonOf(measured.map(({ ours, theirs }) => ({ ours: ours.perSecond, theirs })));
    const { value, limit, ratio, spread } = compared;
    figures.push({
      name,
      value,
      unit: 'timers/s',
      limit: { name: 'reading and appending alone', value: limit },
      ratio,
      spread,
    });
  }
  return figures;
};
