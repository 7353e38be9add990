import { describe, expect, it } from '@jest/globals';
import { meanAt } from './belief.ts';
import { beliefsOf } from './beliefs.ts';
import { dispersionsOf } from './dispersion.ts';
import { evidenceOf } from './evidence.ts';
import { lnGamma } from './ln-gamma.ts';
import { maturityOf } from './maturity.ts';
import type { AllocatorDay } from './question.ts';
import { seededRandom } from './random.ts';
import { hill, history, lucky, spendAround, today } from './testing/questions.ts';

const equal = 100;
const evidenceOn = (days: readonly AllocatorDay[]) =>
  evidenceOf({ history: days }, { arms: [0, 1, 2], totalMicros: 3 * equal * 1e6, today });

const meanOf = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0) / values.length;

describe('What is learned of a curve', () => {
  it('is right where there was spend, and not far off where there was a little', () => {
    const curve = hill(60, 150);
    const luck = lucky(7);
    const days = history(60, (age) => {
      const spend = 50 + 100 * ((age % 6) / 5);
      return { spend, outcomes: luck(curve(spend)) };
    });
    const [belief] = beliefsOf({ arms: [{ history: days }], totalMicros: equal * 1e6, today });
    if (belief === undefined) throw new Error('No belief');
    for (const spend of [50, 100, 150]) expect(meanAt(belief, spend * 1e6) / curve(spend)).toBeCloseTo(1, 1);
    for (const spend of [25, 250]) expect(Math.abs(meanAt(belief, spend * 1e6) / curve(spend) - 1)).toBeLessThan(0.25);
  });

  it('leans on the other platforms where there is nothing of its own', () => {
    const days = history(30, (age) => ({
      spend: spendAround(100, age),
      outcomes: hill(30, 100)(spendAround(100, age)),
    }));
    const beliefs = beliefsOf({ arms: [{ history: days }, { history: [] }], totalMicros: 2 * equal * 1e6, today });
    const [own, borrowed] = beliefs.map((each) => meanAt(each, equal * 1e6));
    expect((borrowed ?? 0) / (own ?? 1)).toBeCloseTo(1, 1);
  });
});

describe('How much days differ', () => {
  const daysOf = (value: number, seed: number) => {
    const luck = lucky(seed);
    return evidenceOn(history(120, (age) => ({ spend: spendAround(100, age), outcomes: value * luck(20) })));
  };

  it('is one conversion where conversions come one by one', () => {
    for (const each of dispersionsOf([daysOf(1, 1), daysOf(1, 2)], true)) {
      expect(each).toBeGreaterThanOrEqual(1);
      expect(each).toBeLessThan(1.5);
    }
  });

  it('is about the value of a sale where outcomes are revenue, for each platform its own', () => {
    const [small, large] = dispersionsOf([daysOf(10, 1), daysOf(80, 2)], false);
    expect((small ?? 0) / 10).toBeGreaterThan(0.7);
    expect((small ?? 0) / 10).toBeLessThan(1.6);
    expect((large ?? 0) / 80).toBeGreaterThan(0.7);
    expect((large ?? 0) / 80).toBeLessThan(1.3);
  });

  it('is never less than a hundredth of a day, however alike days are', () => {
    const alike = evidenceOn(history(40, () => ({ spend: 100, outcomes: 1_200 })));
    const [money] = dispersionsOf([alike], false);
    const [count] = dispersionsOf([alike], true);
    expect([money, count]).toEqual([12, 12]);
  });

  it('is borrowed from the other platforms where nothing came yet, that of days that are exactly alike too', () => {
    const alike = evidenceOn(history(40, () => ({ spend: 100, outcomes: 1_200 })));
    const silent = evidenceOn(history(1, () => ({ spend: 1, outcomes: 0 })));
    expect(dispersionsOf([alike, silent], false)[1]).toBeGreaterThan(10);
  });

  it('is more where days are better and worse than chance can explain', () => {
    const luck = lucky(3);
    const wild = evidenceOn(history(120, (age) => ({ spend: 100, outcomes: luck(age % 2 === 0 ? 10 : 30) })));
    expect(dispersionsOf([wild], true)[0]).toBeGreaterThan(3);
  });
});

describe('How complete young days are', () => {
  const days = (delay: number, seed: number) => {
    const luck = lucky(seed);
    return evidenceOn(
      history(40, (age) => ({ spend: spendAround(100, age), outcomes: luck((1 - delay ** age) * 60) })),
    );
  };

  it('is learned from how far they fall behind older ones', () => {
    for (const delay of [0.5, 0.8]) {
      const [completeness] = maturityOf([days(delay, 11), days(delay, 12), days(delay, 13)], [1, 1, 1]);
      for (const age of [1, 3, 7]) expect(Math.abs((completeness?.(age) ?? 0) - (1 - delay ** age))).toBeLessThan(0.1);
    }
  });

  it('is all there is where nothing is late', () => {
    const [completeness] = maturityOf([days(0, 11), days(0, 12), days(0, 13)], [1, 1, 1]);
    expect(completeness?.(1)).toBeGreaterThan(0.95);
  });

  it('differs where one platform reports later than the others', () => {
    const [slow, quick] = maturityOf([days(0.85, 1), days(0, 2), days(0, 3)], [1, 1, 1]);
    expect(slow?.(1)).toBeLessThan(0.5);
    expect(quick?.(1)).toBeGreaterThan(0.9);
  });
});

describe('Chance', () => {
  it('has the mean and the deviation of a gamma distribution', () => {
    const random = seededRandom(11);
    for (const shape of [0.4, 1, 9]) {
      const values = Array.from({ length: 20_000 }, () => random.gamma(shape));
      const mean = meanOf(values);
      expect(Math.abs(mean / shape - 1)).toBeLessThan(0.04);
      expect(Math.abs(meanOf(values.map((each) => (each - mean) ** 2)) / shape - 1)).toBeLessThan(0.08);
    }
  });

  it('knows ln Γ', () => {
    expect(lnGamma(1)).toBeCloseTo(0, 9);
    expect(lnGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 9);
    expect(lnGamma(11)).toBeCloseTo(Math.log(3_628_800), 9);
  });
});
