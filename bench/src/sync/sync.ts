import { randomBytes } from 'node:crypto';
import { type Platform, platform } from '@campaigns/contracts';
import { migrateEventLog, postgresEventFeed, postgresEventStore } from '@campaigns/event-sourcing';
import { createLogger } from '@campaigns/service-kit';
import {
  createSyncWorker,
  createVault,
  loadSyncWorkerConfig,
  migrateVault,
  type SyncWorkerConfig,
} from '@campaigns/sync-worker';
import type { Benchmark, Setting } from '../benchmark.ts';
import { heapCourse } from '../platform-calls/heap.ts';
import { openDatabase } from '../postgres/database.ts';
import type { Figure } from '../report/figure.ts';
import { connectOrganisations } from './accounts.ts';
import { boundOf, type CallCounts } from './bounds.ts';
import { beginning } from './campaigns.ts';
import { deliveries as deliveriesOf, mostInHand } from './deliveries.ts';
import { type MemoryCourse, memoryCourse } from './memory.ts';
import { simulatedTime } from './simulated-time.ts';
import { slowPlatforms } from './slow-platforms.ts';
import { type Synced, standInOrchestrator } from './stand-in-orchestrator.ts';

const answerMs = 300;
/** How often a sync comes. */
const windowMs = 900_000;

type Load = Readonly<{
  organisations: number;
  orchestrations: number;
  /** Of the orchestrations, those that are synced again and again while their memory is watched. */
  again: number;
  repetitions: number;
}>;
/** `realMs`: what it took on this machine, where nobody waits for an answer. */
type Round = Readonly<{ synced: Synced; calls: CallCounts; realMs: number }>;

const full: Load = { organisations: 200, orchestrations: 1_667, again: 167, repetitions: 10 };
const short: Load = { organisations: 10, orchestrations: 40, again: 10, repetitions: 3 };

const startWorker = async ({ organisations, orchestrations }: Load, { say, track }: Setting) => {
  const { poolOf } = await openDatabase(track);
  const pool = poolOf(10);
  await migrateEventLog(pool);
  await migrateVault(pool);
  const store = track('store', postgresEventStore({ pool }), ({ close }) => close());
  const feed = track('feed', postgresEventFeed({ store, pool }), ({ close }) => close());
  const config = loadSyncWorkerConfig({
    VAULT_KEYS: JSON.stringify([{ id: 'bench', key: randomBytes(32).toString('base64') }]),
    ...{ X_CONSUMER_KEY: 'a-key', X_CONSUMER_SECRET: 'a-secret' },
  });
  say(`connecting ${organisations} organisations to ${platform.options.length} platforms`);
  const connected = await connectOrganisations(organisations, { store, vault: createVault(pool, config.keyring) });
  const deliveries = deliveriesOf();
  const time = simulatedTime(beginning, deliveries.isBusy);
  const platforms = slowPlatforms(answerMs, time);
  const orchestrator = standInOrchestrator(
    { organisations: connected, most: orchestrations },
    { store, feed, time, deliveries },
  );
  const worker = await createSyncWorker({
    ...{ store: orchestrator.store, feed: orchestrator.feed, pool, config, clock: time.clock },
    logger: createLogger('sync-worker', 'warn'),
    outside: { http: platforms.http, hold: time.sleep, now: time.now },
  });
  track('sync-worker', worker, ({ stop }) => stop());
  return { config, time, platforms, orchestrator };
};

const sum = (counts: Iterable<number>): number => [...counts].reduce((total, count) => total + count, 0);

const countOf = ({ calls }: Round, of: Platform): number => sum(calls.get(of)?.values() ?? []);

/** How long each platform took, beside what its limits make of the calls at least. */
const figuresOf = (round: Round, load: Load, { limits }: SyncWorkerConfig): readonly Figure[] => {
  // Organisations take turns, so none has more than its part and one.
  const share = Math.ceil(load.orchestrations / load.organisations) / load.orchestrations;
  return platform.options.map((name) => {
    const { of, seconds } = boundOf(name, round.calls.get(name) ?? new Map(), share, limits);
    const value = (round.synced.msOf.get(name) ?? 0) / 1_000;
    const figure = { name: `${name}, the last one`, value, unit: 's' };
    return seconds > 0 ? { ...figure, limit: { name: of, value: seconds }, ratio: value / seconds } : figure;
  });
};

const timeFigures = (round: Round, load: Load, config: SyncWorkerConfig): readonly Figure[] => {
  const { synced, realMs } = round;
  const mappings = load.orchestrations * platform.options.length;
  const [simulated, work, window] = [synced.ms, realMs, windowMs].map((ms) => ms / 1_000) as [number, number, number];
  const calls = sum(platform.options.map((name) => countOf(round, name)));
  const handSeconds = (calls * answerMs) / 1_000 / mostInHand;
  return [
    {
      ...{ name: `${mappings.toLocaleString('en-US')} mappings, simulated time and work`, value: simulated + work },
      ...{ unit: 's', limit: { name: 'until the next sync', value: window } },
      ...{ ratio: (simulated + work) / window, aim: { of: 'ratio', is: 'at most', than: 1 } },
    },
    {
      ...{ name: `simulated time, ${answerMs} ms a call`, value: simulated, unit: 's' },
      ...{ limit: { name: `${mostInHand} calls at once`, value: handSeconds }, ratio: simulated / handSeconds },
    },
    ...figuresOf(round, load, config),
    {
      ...{ name: 'work for a mapping', value: realMs / mappings, unit: 'ms' },
      ...{ limit: { name: 'its part of the time', value: windowMs / mappings }, ratio: realMs / windowMs },
    },
    { name: 'calls', value: calls, unit: '' },
    { name: 'operations put off', value: synced.deferrals, unit: '' },
    { name: 'events of the worker', value: synced.events, unit: '' },
  ];
};

const memoryFigures = (memory: MemoryCourse, { again }: Load): readonly Figure[] => {
  const heap = memory.heapStops();
  const { bytesPerCall: bytesPerMapping, mostToFirst } = heapCourse(heap, again * platform.options.length);
  const { first, most } = memory.resident();
  return [
    {
      ...{ name: `most heap after one of ${heap.length} syncs`, value: Math.max(...heap) / 1_000_000, unit: 'MB' },
      limit: { name: 'after the first', value: (heap[0] ?? 0) / 1_000_000 },
      ...{ ratio: mostToFirst, aim: { of: 'ratio', is: 'at most', than: 1.2 } },
    },
    { name: 'heap left behind by 1,000 mappings', value: bytesPerMapping, unit: 'kB' },
    {
      ...{ name: 'most resident memory', value: most / 1_000_000, unit: 'MB' },
      ...{ limit: { name: 'before the first sync', value: first / 1_000_000 }, ratio: most / first },
    },
  ];
};

/**
 * Syncs of ten thousand mappings by one sync-worker: how long they take on platforms that answer late and keep to their
 * limits, how much work they are, and what they leave in memory.
 */
export const sync: Benchmark = async (setting) => {
  const load = setting.quick ? short : full;
  const { config, time, platforms, orchestrator } = await startWorker(load, setting);
  const memory = memoryCourse();

  const measured = async (orchestrations: number): Promise<Round> => {
    const [startedAt, dueAgain] = [performance.now(), new Date(time.now() + windowMs)];
    const synced = await orchestrator.sync(orchestrations, (operations) => {
      if (operations % 500 === 0) memory.look();
    });
    const [calls, realMs] = [platforms.takeCounts(), performance.now() - startedAt];
    const [simulated, work] = [synced.ms, realMs].map((ms) => Math.round(ms / 1_000));
    setting.say(`${orchestrations} orchestrations: ${simulated} s simulated, in which we worked for ${work} s`);
    await time.until(dueAgain);
    return { synced, calls, realMs };
  };

  // It reads all days of the flight so far as new, which none does again.
  await measured(load.orchestrations);
  const round = await measured(load.orchestrations);
  for (let repetition = 0; repetition <= load.repetitions; repetition += 1) {
    await measured(load.again);
    memory.stop();
  }
  return [...timeFigures(round, load, config), ...memoryFigures(memory, load)];
};
