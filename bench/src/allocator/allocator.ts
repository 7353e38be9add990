import { join } from 'node:path';
import type { Benchmark } from '../benchmark.ts';
import { inThreads } from '../threads.ts';
import { decisionTimes } from './decision-time.ts';
import { figuresOf } from './figures.ts';
import type { SeedScores } from './simulate.ts';
import type { Done, Task } from './worker.ts';
import { worlds } from './worlds.ts';

const [seeds, seedsIfQuick] = [100, 4];

/**
 * Budgets split day by day in worlds whose curves nobody knows, by the allocator and by what it is compared with; all meet the same
 * luck. No clock is involved but in the
 * time of a decision: the same scores come out anywhere.
 */
export const allocatorWorlds: Benchmark = async ({ quick, say }) => {
  const count = quick ? seedsIfQuick : seeds;
  const bySeed: SeedScores[][] = worlds.map(() => []);
  const tasks = worlds.flatMap((_, world) =>
    Array.from({ length: count }, (__, index) => ({ world, seed: index + 1 })),
  );
  let open = tasks.length;
  await inThreads<Task, Done>(join(import.meta.dirname, 'worker.ts'), tasks, ({ world, seed, scores }) => {
    (bySeed[world] as SeedScores[])[seed - 1] = scores;
    open -= 1;
    if (open % count === 0) say(`${tasks.length - open} of ${tasks.length} plays of a world`);
  });
  return [...worlds.flatMap((world, index) => figuresOf(world, bySeed[index] ?? [])), ...decisionTimes(quick ? 3 : 15)];
};
