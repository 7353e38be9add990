import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { inThreads } from '../threads.ts';
import { allocator } from './allocator-strategy.ts';
import { strategies } from './strategies.ts';
import { roasProportional, type Strategy } from './strategy.ts';
import type { Done, Task } from './worker.ts';
import { worlds } from './worlds.ts';

/** Single plays are lost now and then; in four of each world that does not tell. */
const seeds = [1, 2, 3, 4];

/** Twelve seconds of a processor, and on a busy machine many times that. */
const patienceMs = 240_000;

const spans = worlds.flatMap(({ name, scored }, world) =>
  scored.map(({ from, to }, span) => [`${name}, days ${from + 1} to ${to}`, world, span] as const),
);

describe('The allocator, over four seeds', () => {
  const played: Done[] = [];
  beforeAll(async () => {
    const tasks = worlds.flatMap((_, world) => seeds.map((seed): Task => ({ world, seed })));
    // In threads of their own: the test runner makes every look at `Math` a slow one, and there are millions.
    await inThreads<Task, Done>(join(import.meta.dirname, 'worker.ts'), tasks, (done) => played.push(done));
  }, patienceMs);

  const meanOf = (strategy: Strategy, world: number, span: number): number => {
    const own = played.filter((done) => done.world === world);
    const at = strategies.indexOf(strategy);
    return own.reduce((sum, { scores }) => sum + (scores[at]?.[span] ?? Number.NaN), 0) / seeds.length;
  };

  it.each(spans)('brings more than splitting in proportion to the return: %s', (_, world, span) => {
    expect(meanOf(allocator, world, span)).toBeGreaterThan(meanOf(roasProportional, world, span));
    expect(meanOf(allocator, world, span)).toBeLessThan(1.02);
  });
});
