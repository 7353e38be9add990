import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { migrateEventLog, postgresEventStore } from '@campaigns/event-sourcing';
import { createVault, loadSyncWorkerConfig, migrateVault } from '@campaigns/sync-worker';
import type { Benchmark } from '../benchmark.ts';
import { root, startProduct } from '../deployments/product-process.ts';
import { comparisonOf } from '../measure/comparison.ts';
import { openDatabase } from '../postgres/database.ts';
import { heapCourse } from './heap.ts';
import { pausesOn } from './pauses.ts';
import { startSlowPlatform } from './slow-platform.ts';

const answerMs = 200;
const accountCount = 500;
/** What a sync-worker works on at once. */
const inHand = 64;
/** Enough that one is always waiting, and never two of one account. */
const underWay = 3 * inHand;

/** Calls per second of one sync-worker to platforms that take 200 ms, for 500 ad accounts, and its heap meanwhile. */
export const platformCalls: Benchmark = async ({ quick, say, track }) => {
  const [rounds, perRound] = quick ? [2, 300] : [10, 2_000];
  const database = await openDatabase(track);
  const pool = database.poolOf(8);
  await migrateEventLog(pool);
  await migrateVault(pool);
  const store = track('store', postgresEventStore({ pool }), ({ close }) => close());
  const platform = await startSlowPlatform(answerMs, track);
  const keys = JSON.stringify([{ id: 'bench', key: randomBytes(32).toString('base64') }]);
  const { keyring } = loadSyncWorkerConfig({ VAULT_KEYS: keys });
  say(`connecting ${accountCount} ad accounts`);
  const pauses = await pausesOn(accountCount, { store, vault: createVault(pool, keyring) }, track);
  const worker = await startProduct({
    args: [join(root, 'services/sync-worker/src/main.ts')],
    env: { DATABASE_URL: database.url, HEALTH_PORT: '0', VAULT_KEYS: keys, META_BASE_URL: platform.url },
    ready: /"msg":"ready"/,
  });
  track('sync-worker', worker, ({ stop }) => stop());

  say('warming up');
  await pauses.carryOut(perRound, underWay);
  const heap = [(await worker.memory()).heapUsed];
  const measured: { ours: number; theirs: number }[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    say(`round ${round} of ${rounds}, ${perRound} calls`);
    const [calls, startedAt] = [platform.calls(), performance.now()];
    await pauses.carryOut(perRound, underWay);
    const seconds = (performance.now() - startedAt) / 1_000;
    measured.push({ ours: (platform.calls() - calls) / seconds, theirs: (inHand * 1_000) / answerMs });
    heap.push((await worker.memory()).heapUsed);
  }

  const { value, limit, ratio, spread } = comparisonOf(measured);
  const { bytesPerCall, mostToFirst } = heapCourse(heap, perRound);
  const calls = (rounds * perRound).toLocaleString('en-US');
  const [before = 0] = heap;
  return [
    {
      ...{ name: `one sync-worker, ${accountCount} ad accounts`, value, unit: 'calls/s', ratio, spread },
      limit: { name: `${inHand} at once, ${answerMs} ms each`, value: limit },
    },
    {
      ...{ name: `most heap at a stop in ${calls} calls`, value: Math.max(...heap) / 1_000_000, unit: 'MB' },
      ...{ limit: { name: 'at the first stop', value: before / 1_000_000 }, ratio: mostToFirst },
      aim: { of: 'ratio', is: 'at most', than: 1.2 },
    },
    { name: 'heap left behind by a call', value: bytesPerCall, unit: 'bytes' },
  ];
};
