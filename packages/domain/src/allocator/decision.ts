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

const split = (possible: Feasible, wanted: Split): Split =>
  nearestSplit(possible, wanted).map(({ amountMicros }) => amountMicros);

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

/**
 * The split for a day: what is proposed if it is likely enough better than staying. If it is not, arms that too little is known
 * of get what was proposed for them all the same, from all others alike. Such arms are never cut.
 */
export const decide = ({ possible, present, beliefs, draws, leastProbability }: Question): Decision => {
  const totalMicros = possible.total * possible.unitMicros;
  const before = staying(possible, present);
  const unknown = beliefs.map(isUnknown);
  const rooms: readonly Room[] = possible.bounds.map(({ least, most }, arm) => {
    const own = before[arm] ?? 0;
    return { least: unknown[arm] ? own : least * possible.unitMicros, most: most * possible.unitMicros, present: own };
  });
  const proposed = split(possible, [...proposedSplit({ totalMicros, rooms, beliefs, draws })]);
  const probability = probabilityBetter(draws, proposed, before);
  if (probability >= leastProbability) return { before, after: proposed, probabilityBetter: probability };
  const explored = before.map((amount, arm) => (unknown[arm] ? (proposed[arm] ?? amount) : amount));
  return { before, after: split(possible, explored), probabilityBetter: probability };
};
