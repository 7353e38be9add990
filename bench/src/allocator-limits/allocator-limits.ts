import { join } from 'node:path';
import type { Benchmark } from '../benchmark.ts';
import { inThreads } from '../threads.ts';
import type { Judged } from './judge.ts';
import type { Task } from './worker.ts';

const [instances, instancesIfQuick] = [1_000_000, 20_000];
const perTask = 5_000;

/** Splits random budgets under random limits, a million of them, and counts the limits that are broken. */
export const allocatorLimits: Benchmark = async ({ quick, say }) => {
  const count = quick ? instancesIfQuick : instances;
  const tasks = Array.from({ length: count / perTask }, (_, index) => ({ from: 1 + index * perTask, count: perTask }));
  let [done, feasible, decided, broken] = [0, 0, 0, 0];
  await inThreads<Task, Judged>(join(import.meta.dirname, 'worker.ts'), tasks, (judged) => {
    for (const fault of judged.faults.slice(0, 3)) say(fault);
    broken += judged.faults.length;
    done += judged.instances;
    feasible += judged.feasible;
    decided += judged.decided;
    if (done % (count / 5) === 0) say(`${done} instances`);
  });
  return [
    { name: 'random budgets under limits', value: done, unit: 'instances' },
    { name: 'of these with a split', value: feasible, unit: 'instances' },
    { name: 'of these decided from random results', value: decided, unit: 'instances' },
    { name: 'broken limits', value: broken, unit: 'limits', aim: { of: 'value', is: 'at most', than: 0 } },
  ];
};
