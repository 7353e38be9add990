import { randomFrom } from '../random.ts';
import { poissonAt } from './poisson.ts';
import { equalAmounts, type KnownDay, type Strategy } from './strategy.ts';
import { type PlatformTruth, platforms, type World } from './world.ts';

/** What is spent of a budget: mean and deviation, and never beyond the ends. Platforms spend less than they may more often than more. */
const spendNoise = { mean: 0.98, deviation: 0.06, least: 0.6, most: 1.2 } as const;

/** Days and platforms that one seed is told apart by; worlds are far shorter. */
const mostDays = 1_024;

type Happened = Readonly<{ spend: number; conversionsByDelay: readonly number[] }>;

/** One day on one platform: the same luck for every strategy that meets this seed. */
const happen = (
  truth: PlatformTruth,
  place: Readonly<{ seed: number; day: number; platform: number }>,
  amount: number,
): Happened => {
  const { seed, day, platform } = place;
  const random = randomFrom((seed * mostDays + day) * platforms + platform);
  const { mean, deviation, least, most } = spendNoise;
  const spend = amount * Math.min(most, Math.max(least, mean + deviation * random.normal()));
  const ofDay = Math.exp(truth.noise * random.normal() - truth.noise ** 2 / 2);
  const expected = ofDay * truth.curveOn(day)(spend);
  return {
    spend,
    conversionsByDelay: truth.arrivals.map((share) => poissonAt(expected * share, random.between(0, 1))),
  };
};

/** What is known on a morning of a day that has happened. */
const knownOf = ({ spend, conversionsByDelay }: Happened, daysAgo: number): KnownDay => ({
  spend,
  conversions: conversionsByDelay.slice(0, daysAgo).reduce((sum, each) => sum + each, 0),
});

/** What a strategy's budgets bring day by day in a world, in expected conversions: what luck adds is no merit of theirs. */
export const play = (world: World, seed: number, strategy: Strategy): Float64Array => {
  const truths = world.truthFrom(seed);
  const happened: Happened[][] = truths.map(() => []);
  const expected = new Float64Array(world.days);
  let amounts = equalAmounts;
  for (let day = 0; day < world.days; day += 1) {
    const history = happened.map((days) => days.map((each, index) => knownOf(each, day - index)));
    amounts = strategy.decide({ day, history, amounts }, seed);
    for (const [platform, truth] of truths.entries()) {
      const amount = amounts[platform] ?? 0;
      expected[day] = (expected[day] ?? 0) + truth.curveOn(day)(amount);
      happened[platform]?.push(happen(truth, { seed, day, platform }, amount));
    }
  }
  return expected;
};
