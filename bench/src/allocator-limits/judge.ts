import { allocate, feasible, nearestSplit } from '@campaigns/domain';
import { violations } from '@campaigns/domain/contract-suites';
import { type Instance, instanceFrom, questionFrom } from './instance.ts';

export type Judged = Readonly<{
  instances: number;
  /** How many of them had a split. */
  feasible: number;
  /** How many of these the allocator has decided as a whole. */
  decided: number;
  /** What was wrong with any of them. */
  faults: readonly string[];
}>;

/** A whole decision takes fifty times as long as its split. */
const decidedEvery = 500;

type Micros = readonly number[];

/** What the allocator gives each part, learning from days that nobody has thought up. */
const decisionOn = (instance: Instance, seed: number): Micros => {
  const answer = allocate(questionFrom(instance, seed));
  if (answer.kind === 'infeasible')
    throw new Error(`instance ${seed} is not infeasible: ${answer.conflict.join(', ')}`);
  return answer.arms.map(({ afterMicros }) => afterMicros);
};

/** Splits instances, and holds what comes out against the meaning of the limits; what has a split must not be called infeasible. */
export const judge = (from: number, count: number): Judged => {
  const faults: string[] = [];
  let [possible, decided] = [0, 0];
  for (let seed = from; seed < from + count; seed += 1) {
    const instance = instanceFrom(seed);
    const limits = feasible(instance.budget);
    if (limits.kind === 'infeasible') {
      if (instance.witness !== undefined) faults.push(`instance ${seed}: ${instance.witness.join(', ')} was possible`);
      continue;
    }
    possible += 1;
    const decisions = possible % decidedEvery === 0 ? [decisionOn(instance, seed)] : [];
    decided += decisions.length;
    for (const amounts of [nearestSplit(limits, instance.wanted), ...decisions]) {
      faults.push(...violations(instance.budget, amounts).map((fault) => `instance ${seed}: ${fault}`));
    }
  }
  return { instances: count, feasible: possible, decided, faults };
};
