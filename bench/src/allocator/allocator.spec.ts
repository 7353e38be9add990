import { describe, expect, it } from '@jest/globals';
import { randomFrom } from '../random.ts';
import { hill, threshold } from './curve.ts';
import { bestOnTrueCurves, oracleSteps } from './oracle.ts';
import { play } from './play.ts';
import { poissonAt } from './poisson.ts';
import { oracleDays, scoreOf } from './score.ts';
import { baselines, equalAmounts, equalSplit, type Strategy } from './strategy.ts';
import { platforms, total } from './world.ts';
import { worlds } from './worlds.ts';

const sumOf = (values: Iterable<number>): number => [...values].reduce((sum, each) => sum + each, 0);

/** Steps given to platforms one by one, as a random number says: any split on the oracle's grid can come out. */
const randomSplit = (seed: number): readonly number[] => {
  const random = randomFrom(seed);
  // Some are liked better: splits that favour one platform come out as well as even ones.
  const liked = Array.from({ length: platforms }, () => random.magnitude(0.05, 1));
  const amounts = liked.map(() => 0);
  for (let step = 0; step < oracleSteps; step += 1) {
    let left = random.between(0, sumOf(liked));
    const chosen = liked.findIndex((weight) => {
      left -= weight;
      return left < 0;
    });
    amounts[Math.max(0, chosen)] = (amounts[Math.max(0, chosen)] ?? 0) + total / oracleSteps;
  }
  return amounts;
};

const always = (amounts: readonly number[]): Strategy => ({ name: 'always', isJudged: false, decide: () => amounts });

describe('The oracle', () => {
  it('finds the best of all splits, also where little brings nothing', () => {
    const curves = [hill(40, 500, 2), threshold(0.05, 300, 900), hill(10, 50, 1)];
    const steps = 10;
    const { amounts, conversions } = bestOnTrueCurves(curves, steps);
    const worth = (split: readonly number[]): number =>
      sumOf(curves.map((curve, index) => curve(((split[index] ?? 0) * total) / steps)));
    const each = Array.from({ length: steps + 1 }, (_, taken) => taken);
    const all = each.flatMap((first) =>
      each.slice(0, steps - first + 1).map((second) => worth([first, second, steps - first - second])),
    );
    expect(conversions).toBeCloseTo(Math.max(...all), 10);
    expect(sumOf(amounts)).toBeCloseTo(total, 10);
    expect(sumOf(amounts.map((amount, index) => curves[index]?.(amount) ?? 0))).toBeCloseTo(conversions, 10);
  });

  it.each(worlds.map((world) => [world.name, world] as const))('is never beaten on its own grid: %s', (_, world) => {
    for (const seed of [1, 2, 3]) {
      const truths = world.truthFrom(seed);
      const oracle = oracleDays(world, truths);
      for (let split = 1; split <= 40; split += 1) {
        const amounts = randomSplit(split);
        for (const day of [0, world.days - 1]) {
          const conversions = sumOf(truths.map(({ curveOn }, index) => curveOn(day)(amounts[index] ?? 0)));
          expect(conversions).toBeLessThanOrEqual((oracle[day] ?? 0) + 1e-9);
        }
      }
    }
  });

  it('scores one against itself', () => {
    const [world] = worlds;
    if (world === undefined) throw new Error('There is no world');
    const { amounts } = bestOnTrueCurves(world.truthFrom(1).map(({ curveOn }) => curveOn(0)));
    const expected = play(world, 1, always(amounts));
    const oracle = oracleDays(world, world.truthFrom(1));
    expect(scoreOf(expected, oracle, { from: 0, to: world.days })).toBeCloseTo(1, 10);
  });
});

describe('A play of a world', () => {
  it('comes out the same every time', () => {
    for (const world of worlds.slice(0, 5)) {
      for (const strategy of baselines) expect(play(world, 7, strategy)).toEqual(play(world, 7, strategy));
    }
  });

  it('shows a strategy only what is known on the morning: less of yesterday than of last week where reports are late', () => {
    const late = worlds.find(({ name }) => name.startsWith('E'));
    if (late === undefined) throw new Error('There is no world with reports that are late');
    const seen: (readonly number[])[] = [];
    const watching: Strategy = {
      ...equalSplit,
      decide: ({ history }) => {
        seen.push(history.map((days) => days[0]?.conversions ?? 0));
        return equalAmounts;
      },
    };
    play(late, 1, watching);
    const firstDay = seen.slice(1).map(sumOf);
    expect(firstDay[0]).toBeLessThan(0.7 * (firstDay.at(-1) ?? 0));
    // A restatement adds what has arrived and takes nothing away.
    expect(firstDay.toSorted((one, other) => one - other)).toEqual(firstDay);
    expect(firstDay.slice(21).every((conversions) => conversions === firstDay.at(-1))).toBe(true);
  });

  it('changes half of the platforms of one world overnight, and no other', () => {
    const changed = worlds.map(({ truthFrom }) =>
      truthFrom(1).filter(({ curveOn }) => curveOn(4) !== curveOn(4 + 7 * 7)),
    );
    expect(changed.map(({ length }) => length).filter((count) => count > 0)).toEqual([platforms / 2]);
  });

  it('brings a platform conversions as often as Poisson says', () => {
    const random = randomFrom(1);
    const counts = Array.from({ length: 20_000 }, () => poissonAt(3.5, random.between(0, 1)));
    const mean = sumOf(counts) / counts.length;
    expect(mean).toBeCloseTo(3.5, 1);
    expect(sumOf(counts.map((count) => (count - mean) ** 2)) / counts.length).toBeCloseTo(3.5, 0);
    expect([poissonAt(0, 0.999), poissonAt(5, 0), poissonAt(400, 0.5)]).toEqual([0, 0, 400]);
  });
});

describe('What the allocator is compared with', () => {
  it('begins with equal parts, and moves where more comes back', () => {
    const [, roas, weekly] = baselines;
    const history = Array.from({ length: platforms }, (_, platform) =>
      // The eighth day back says the opposite, and counts no more; the last three say nothing by themselves.
      [platform === 0 ? 0 : 90, ...[2, 2, 2, 1, 0, 0, 0].map((times) => times * (platform === 0 ? 10 : 2))].map(
        (conversions) => ({ spend: 100, conversions }),
      ),
    );
    const known = { day: 7, history, amounts: equalAmounts };
    expect(roas?.decide(known, 1)[0]).toBeCloseTo(total / 2, 6);
    expect(weekly?.decide(known, 1)[0]).toBeCloseTo((total * 1.2) / (1.2 + 5 * 0.8), 0);
    expect(weekly?.decide({ ...known, day: 8 }, 1)).toEqual(equalAmounts);
    const nothingKnown = { day: 0, history: history.map(() => []), amounts: equalAmounts };
    for (const strategy of baselines) expect(strategy.decide(nothingKnown, 1)).toEqual(equalAmounts);
    expect(sumOf(equalAmounts)).toBeCloseTo(total, 10);
  });
});
