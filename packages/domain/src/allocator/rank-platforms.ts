import type { Platform } from '@campaigns/contracts';
import { drawsOf, meanAt } from './belief.ts';
import { beliefsOf } from './beliefs.ts';
import { type Curve, outcomesAt } from './curve.ts';
import { type Interval, intervalOf } from './interval.ts';
import type { AllocatorDay } from './question.ts';
import { seededRandom } from './random.ts';

/** Which platforms to choose for a budget; amounts in micros a day. */
export type RankingQuestion<Key extends string = Platform> = Readonly<{
  budgetMicros: number;
  /** What the organisation's own days on each platform came to, for outcomes that the objective is about; may be empty. */
  platforms: readonly Readonly<{ platform: Key; history: readonly AllocatorDay[] }>[];
  /** What outcomes are; conversions if it is not said. */
  outcome?: 'conversions' | 'revenue';
  today: string;
  seed: number;
}>;

export type RankedPlatform<Key extends string = Platform> = Readonly<{
  platform: Key;
  /** Outcomes a day that the same part of the budget, an equal one, is expected to bring on this platform. */
  outcomes: Interval;
  /** That it brings most of all platforms. */
  probabilityBest: number;
  /** What the expectation rests on: own days, those of the other platforms, or nothing but the belief beforehand. */
  basis: 'own history' | 'other platforms' | 'prior';
  evidenceDays: number;
}>;

const drawCount = 1024;

/**
 * Platforms by what an equal part of the budget is expected to bring, the best first. One without history is expected to bring what
 * all others bring for their spend, with a standard deviation as large as that: it may rank first, and its interval says how little is
 * known.
 */
export const rankPlatforms = <Key extends string>({
  budgetMicros,
  platforms,
  today,
  seed,
  outcome = 'conversions',
}: RankingQuestion<Key>): readonly RankedPlatform<Key>[] => {
  const partMicros = budgetMicros / platforms.length;
  const beliefs = beliefsOf({ arms: platforms, totalMicros: budgetMicros, today, outcome });
  const random = seededRandom(seed);
  const drawn = beliefs.map((belief) =>
    Float64Array.from(drawsOf(belief, drawCount, random), (curve: Curve) => outcomesAt(curve, partMicros)),
  );
  const wins = new Float64Array(platforms.length);
  for (let draw = 0; draw < drawCount; draw += 1) {
    const values = drawn.map((own) => own[draw] ?? 0);
    const best = values.indexOf(Math.max(...values));
    wins[best] = (wins[best] ?? 0) + 1;
  }
  const isAnythingKnown = beliefs.some(({ evidence }) => evidence.days.length > 0);
  return beliefs
    .map((belief, index): RankedPlatform<Key> => {
      const { evidence, posterior } = belief;
      const elsewhere = isAnythingKnown ? 'other platforms' : 'prior';
      return {
        platform: (platforms[index] as (typeof platforms)[number]).platform,
        outcomes: intervalOf(meanAt(belief, partMicros), drawn[index] as Float64Array),
        probabilityBest: (wins[index] ?? 0) / drawCount,
        basis: evidence.days.length > 0 ? 'own history' : elsewhere,
        evidenceDays: posterior.evidenceDays,
      };
    })
    .toSorted((one, other) => other.outcomes.mean - one.outcomes.mean);
};
