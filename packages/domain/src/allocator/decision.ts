import type { Belief } from './belief.ts';
import { nearestSplit } from './constrained-split.ts';
import { type Curve, outcomesAt } from './curve.ts';
import type { Feasible } from './feasible.ts';
import { isUnknown } from './knowledge.ts';
import { proposedSplit, type Room } from './proposal.ts';

/** Amounts in micros, one for each arm, that add up to the total. */
export type Split = readonly number[];

export type Decision = Readonly<{
  before: Split;
  after: Split;
  /** That what is proposed, taken or not, brings more than staying. */
  probabilityBetter: number;
}>;

type Question = Readonly<{
  possible: Feasible;
  /** What each arm has now; need not add up to the total. */
  present: Split;
  beliefs: readonly Belief[];
  draws: readonly (readonly Curve[])[];
  leastProbability: number;
}>;

const split = (possible: Feasible, wanted: Split): Split => nearestSplit(possible, wanted);

/** The present parts, in proportion where the total is another one now, and as near to it as the limits allow. */
const staying = (possible: Feasible, present: Split): Split => {
  const totalMicros = possible.total * possible.unitMicros;
  const sum = present.reduce((running, amount) => running + amount, 0);
  return split(
    possible,
    present.map((amount) => (sum === 0 ? totalMicros / present.length : (amount * totalMicros) / sum)),
  );
};

/** In which part of all draws one split brings more than another; the same draws for both. */
const probabilityBetter = (draws: Question['draws'], after: Split, before: Split): number => {
  const count = draws[0]?.length ?? 0;
  let better = 0;
  for (let draw = 0; draw < count; draw += 1) {
    let gain = 0;
    for (const [arm, curves] of draws.entries()) {
      const [curve, from, to] = [curves[draw] as Curve, before[arm] ?? 0, after[arm] ?? 0];
      if (from !== to) gain += outcomesAt(curve, to) - outcomesAt(curve, from);
    }
    if (gain > 0) better += 1;
  }
  return better / count;
};

/** The same limits, and none of these arms gets less than before: still feasible, for what was before is. */
const sparing = (possible: Feasible, before: Split, spared: readonly boolean[]): Feasible => ({
  ...possible,
  bounds: possible.bounds.map((each, arm) =>
    spared[arm] ? { ...each, least: Math.max(each.least, (before[arm] ?? 0) / possible.unitMicros) } : each,
  ),
});

/**
 * The split for a day: what is proposed if it is likely enough better than staying. If it is not, arms that too little is known
 * of get what was proposed for them all the same, from all others alike. Such arms are never cut.
 */
export const decide = ({ possible, present, beliefs, draws, leastProbability }: Question): Decision => {
  const before = staying(possible, present);
  const unknown = beliefs.map(isUnknown);
  const allowed = sparing(possible, before, unknown);
  const rooms: readonly Room[] = allowed.bounds.map(({ least, most }, arm) => ({
    ...{ least: least * allowed.unitMicros, most: most * allowed.unitMicros, present: before[arm] ?? 0 },
  }));
  const totalMicros = allowed.total * allowed.unitMicros;
  const proposed = split(allowed, [...proposedSplit({ totalMicros, rooms, beliefs, draws })]);
  const probability = probabilityBetter(draws, proposed, before);
  if (probability >= leastProbability) return { before, after: proposed, probabilityBetter: probability };
  const explored = before.map((amount, arm) => (unknown[arm] ? (proposed[arm] ?? amount) : amount));
  return { before, after: split(allowed, explored), probabilityBetter: probability };
};
