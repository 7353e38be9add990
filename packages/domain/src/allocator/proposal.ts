import { type Belief, meanAt } from './belief.ts';
import { type Curve, outcomesAt } from './curve.ts';
import { hullFill } from './hull-fill.ts';

/** What a part may be, and what it is now; in micros. */
export type Room = Readonly<{ least: number; most: number; present: number }>;

type Question = Readonly<{
  totalMicros: number;
  rooms: readonly Room[];
  beliefs: readonly Belief[];
  /** For each arm as many curves, drawn as likely as they are believed. */
  draws: readonly (readonly Curve[])[];
}>;

/** How many draws a split is the mean of: one alone explores most, and moves about with every new draw. */
const splitsAveraged = 8;
/**
 * What a moved unit costs, as a part of what a unit brings on average: platforms learn anew after a change, and what is
 * equally good elsewhere is not worth it.
 */
const churnCost = 0.02;
/** Places at which a curve is looked at: a step is at most a hundredth of the total, and a part's room has twelve at least. */
const [stepsOfTotal, leastSteps, mostSteps] = [100, 12, 200];

/**
 * The split that is wished for, by Thompson sampling: for each of a few draws the split that would be best if it were the truth,
 * and of these the mean. In micros that add up to the total, each within its room.
 */
export const proposedSplit = ({ totalMicros, rooms, beliefs, draws }: Question): Float64Array => {
  const outcomes = beliefs.reduce((sum, belief, arm) => sum + meanAt(belief, rooms[arm]?.present ?? 0), 0);
  const costPerMicro = (churnCost * outcomes) / totalMicros / 2;
  const amounts = rooms.map(({ least, most }) => {
    const wished = Math.ceil(((most - least) / totalMicros) * stepsOfTotal);
    const steps = Math.min(Math.max(wished, leastSteps), mostSteps);
    return Float64Array.from({ length: steps + 1 }, (_, step) => least + ((most - least) * step) / steps);
  });
  const costs = amounts.map((each, arm) =>
    each.map((amount) => costPerMicro * Math.abs(amount - (rooms[arm]?.present ?? 0))),
  );
  const splits = Array.from({ length: splitsAveraged }, (_, draw) =>
    hullFill(
      totalMicros,
      rooms.map(({ least, most }, arm) => {
        const curve = draws[arm]?.[draw] as Curve;
        const own = costs[arm] as Float64Array;
        const values = (amounts[arm] as Float64Array).map(
          (amount, step) => outcomesAt(curve, amount) - (own[step] ?? 0),
        );
        return { least, most, values };
      }),
    ),
  );
  return Float64Array.from(
    rooms,
    (_, arm) => splits.reduce((sum, split) => sum + (split[arm] ?? 0), 0) / splits.length,
  );
};
