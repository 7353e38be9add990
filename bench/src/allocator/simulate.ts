import { play } from './play.ts';
import { oracleDays, scoreOf } from './score.ts';
import type { Strategy } from './strategy.ts';
import type { World } from './world.ts';

/** Scores of one seed: for each strategy, and in that for each span of scored days. */
export type SeedScores = readonly (readonly number[])[];

/** All strategies in the same world, with the same luck. The same seed gives the same scores. */
export const simulate = (world: World, seed: number, strategies: readonly Strategy[]): SeedScores => {
  const oracle = oracleDays(world, world.truthFrom(seed));
  return strategies.map((strategy) => {
    const expected = play(world, seed, strategy);
    return world.scored.map((span) => scoreOf(expected, oracle, span));
  });
};
