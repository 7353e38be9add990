import { bestSplit, feasible, nearestSplit } from '@campaigns/domain';
import { violations } from '@campaigns/domain/contract-suites';
import { type Instance, instanceFrom } from './instance.ts';

/** How many of the instances had a split, and what was wrong with any of them. */
export type Judged = Readonly<{ instances: number; feasible: number; faults: readonly string[] }>;

const faultsOf = ({ budget, witness, wanted, outcomes }: Instance): readonly string[] | 'infeasible' => {
  const limits = feasible(budget);
  if (limits.kind === 'infeasible') {
    return witness === undefined
      ? 'infeasible'
      : [`infeasible (${limits.conflict.join(', ')}) but ${witness.join(', ')}`];
  }
  return [nearestSplit(limits, wanted), bestSplit(limits, outcomes)].flatMap((split) =>
    violations(
      budget,
      split.map(({ amountMicros }) => amountMicros),
    ),
  );
};

/** Splits each instance in both ways, and holds what comes out against the meaning of the limits. */
export const judge = (from: number, count: number): Judged => {
  const faults: string[] = [];
  let possible = 0;
  for (let seed = from; seed < from + count; seed += 1) {
    const found = faultsOf(instanceFrom(seed));
    if (found === 'infeasible') continue;
    possible += 1;
    faults.push(...found.map((fault) => `instance ${seed}: ${fault}`));
  }
  return { instances: count, feasible: possible, faults };
};
