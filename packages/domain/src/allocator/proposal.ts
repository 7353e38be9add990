import { type Belief, meanAt } from './belief.ts';
import { type Curve, outcomesAt } from './curve.ts';
import { hullFill, partValues } from './hull-fill.ts';

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
const splitsAveraged = 3;
/** How much the best split of the expected outcomes counts beside what the draws wish for: what is known, and what could be. */
const expectedPart = 0.5;
/**
 * What a moved unit costs, as a part of what a unit brings on average: platforms learn anew after a change, and what is
 * equally good elsewhere is not worth it.
 */
const churnCost = 0.02;

/** The best split if these are the outcomes, less what moving costs; in micros. */
const bestFor = (
  { totalMicros, rooms, beliefs }: Question,
  outcomesOf: (arm: number, amount: number) => number,
): Float64Array => {
  const present = beliefs.reduce((sum, belief, arm) => sum + meanAt(belief, rooms[arm]?.present ?? 0), 0);
  const costPerMicro = (churnCost * present) / totalMicros / 2;
  const parts = rooms.map((room, arm) =>
    partValues(room, totalMicros, (amount) => outcomesOf(arm, amount) - costPerMicro * Math.abs(amount - room.present)),
  );
  return hullFill(totalMicros, parts);
};

/**
 * The split that is wished for: half of it what is best by what is expected, and half of it by Thompson sampling: for each of a few
 * draws the split that would be best if it were the truth, and of these the mean. In micros that add up to the total, each
 * within its room.
 */
export const proposedSplit = (question: Question): Float64Array => {
  const { beliefs, draws, rooms } = question;
  const expected = bestFor(question, (arm, amount) => meanAt(beliefs[arm] as Belief, amount));
  const drawn = Array.from({ length: splitsAveraged }, (_, draw) =>
    bestFor(question, (arm, amount) => outcomesAt(draws[arm]?.[draw] as Curve, amount)),
  );
  return Float64Array.from(rooms, (_, arm) => {
    const explored = drawn.reduce((sum, split) => sum + (split[arm] ?? 0), 0) / splitsAveraged;
    return expectedPart * (expected[arm] ?? 0) + (1 - expectedPart) * explored;
  });
};
