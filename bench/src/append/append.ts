import { randomUUID } from 'node:crypto';
import { migrateEventLog, postgresEventStore } from '@campaigns/event-sourcing';
import type { Benchmark, Setting } from '../benchmark.ts';
import { alternate, comparisonOf } from '../measure/comparison.ts';
import { type Load, throughput } from '../measure/throughput.ts';
import { type Database, openDatabase } from '../postgres/database.ts';
import { createRawLog, openRawClients } from '../postgres/raw-log.ts';
import { sampleEvent } from '../postgres/sample-event.ts';
import type { Figure } from '../report/figure.ts';

const aims = new Map([
  [1, 0.8],
  [32, 2],
]);

type Own = { readonly stream: `operation-${string}`; next: bigint };

/** Single-event appends through the store; each client has a stream of its own. */
const storeAppends = (database: Database, load: Load, track: Setting['track']): (() => Promise<number>) => {
  const store = track('store', postgresEventStore({ pool: database.poolOf(load.clients) }), ({ close }) => close());
  const streams = Array.from({ length: load.clients }, (): Own => ({ stream: `operation-${randomUUID()}`, next: 0n }));
  return () =>
    throughput(load, async (client) => {
      const own = streams[client] as Own;
      const { outcome } = await store.append(own.stream, own.next === 0n ? 'no-stream' : own.next - 1n, [
        sampleEvent(),
      ]);
      if (outcome !== 'appended') throw new Error(`Unexpected ${outcome} on ${own.stream}`);
      own.next += 1n;
    });
};

/** What the log costs above the bare row: its order, expected revisions, ids seen once, and the signal to followers. */
export const append: Benchmark = async ({ quick, say, track }) => {
  const rounds = quick ? 3 : 7;
  const database = await openDatabase(track);
  const pool = database.poolOf(1);
  await migrateEventLog(pool);
  await createRawLog(pool);
  const figures: Figure[] = [];
  for (const clients of [1, 8, 32]) {
    const load = { clients, ms: quick ? 300 : 1_500 };
    const ours = storeAppends(database, load, track);
    const insert = await openRawClients(database.poolOf(clients), clients, track);
    const theirs = () => throughput(load, insert);
    await theirs();
    await ours();
    const measured = await alternate(rounds, ours, theirs, (round) => say(`${clients} clients, round ${round}`));
    const { value, limit, ratio } = comparisonOf(measured);
    const least = aims.get(clients);
    figures.push({
      ...{ name: `${clients} ${clients === 1 ? 'client' : 'clients'}`, value, unit: 'events/s', ratio },
      limit: { name: 'prepared one-row inserts', value: limit },
      ...(least === undefined ? {} : { aim: { of: 'ratio', is: 'at least', than: least } }),
    });
  }
  return figures;
};
