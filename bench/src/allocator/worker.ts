import { parentPort } from 'node:worker_threads';
import { type SeedScores, simulate } from './simulate.ts';
import { strategies } from './strategies.ts';
import { worlds } from './worlds.ts';

export type Task = Readonly<{ world: number; seed: number }>;
export type Done = Task & Readonly<{ scores: SeedScores }>;

// Closures do not travel between threads: a task names its world, and both sides have the same list.
parentPort?.on('message', ({ world, seed }: Task) => {
  const found = worlds[world];
  if (found === undefined) throw new RangeError(`No world ${world}`);
  parentPort?.postMessage({ world, seed, scores: simulate(found, seed, strategies) } satisfies Done);
});
