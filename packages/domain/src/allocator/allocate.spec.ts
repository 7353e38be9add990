import { describe, expect, it } from '@jest/globals';
import { allocate } from './allocate.ts';
import type { AllocatorAnswer, AllocatorDay, ArmAnswer } from './question.ts';
import { hill, history, lucky, question, spendAround, steady } from './testing/questions.ts';

type Split = Extract<AllocatorAnswer<string>, { kind: 'split' }>;

const splitOf = (...asked: Parameters<typeof question>): Split => {
  const answer = allocate(question(...asked));
  if (answer.kind !== 'split') throw new Error(`Infeasible: ${answer.conflict.join(', ')}`);
  return answer;
};

const armOf = ({ arms }: Split, platform: string): ArmAnswer<string> => {
  const arm = arms.find((each) => each.platform === platform);
  if (arm === undefined) throw new Error(`No ${platform}`);
  return arm;
};

const after = (split: Split, platform: string): number => armOf(split, platform).afterMicros / 1_000_000;

const good = steady(40, 200, hill(40, 300));
const poor = steady(40, 200, hill(10, 300));
const average = steady(40, 200, hill(20, 300));
const nothing = (days: number, spend: number): readonly AllocatorDay[] =>
  history(days, (age) => ({ spend: spendAround(spend, age), outcomes: 0 }));

describe('The allocator', () => {
  it('gives more to a platform that brings more for another unit, and takes it from one that brings less', () => {
    const split = splitOf({ good: { history: good }, average: { history: average }, poor: { history: poor } });
    expect(after(split, 'good')).toBeGreaterThan(240);
    expect(after(split, 'poor')).toBeLessThan(150);
    expect(split.moves).toBe(true);
    expect(split.probabilityBetter).toBeGreaterThan(0.7);
  });

  it('moves money to a platform that returns six times as much though every day is exactly like the last', () => {
    const always = (outcomes: number) => history(40, () => ({ spend: 200, outcomes }));
    const arms = {
      good: { history: always(1_200) },
      average: { history: always(400) },
      poor: { history: always(200) },
    };
    for (const outcome of ['revenue', 'conversions'] as const) {
      const split = splitOf(arms, { outcome });
      expect(split.moves).toBe(true);
      expect(after(split, 'good')).toBeGreaterThan(240);
      expect(after(split, 'poor')).toBeLessThan(150);
    }
  });

  it('goes by the next unit and not by the return so far: what is full gets no more', () => {
    const full = steady(40, 200, (spend) => 20 + hill(2, 100)(spend));
    const steep = steady(40, 200, (spend) => 0.08 * spend);
    const split = splitOf({ full: { history: full }, steep: { history: steep }, other: { history: average } });
    expect(after(split, 'steep')).toBeGreaterThan(after(split, 'full'));
  });

  it('cuts what spends and brings nothing, day by day down to the exploration floor', () => {
    let budget = 200;
    const days = [];
    for (let day = 0; day < 6; day += 1) {
      const others = (600 - budget) / 2;
      const split = splitOf({
        silent: { history: nothing(20, 200), budget },
        one: { history: average, budget: others },
        other: { history: average, budget: others },
      });
      budget = after(split, 'silent');
      days.push(budget);
    }
    expect(days[0]).toBeLessThanOrEqual(110);
    expect(days.at(-1)).toBe(20);
  });

  it('explores a platform it knows too little of, and does not cut it, though it has brought nothing yet', () => {
    const great = steady(40, 200, (spend) => 0.1 * spend);
    const parts = [1, 2, 3, 4, 5].map((seed) => {
      const arms = { great: { history: great }, average: { history: average } };
      return after(splitOf({ ...arms, young: { history: nothing(3, 10), budget: 200 } }, { seed }), 'young');
    });
    expect(Math.min(...parts)).toBeGreaterThanOrEqual(200);
  });

  it('raises what it explores without waiting to be sure, and at the cost of no other that it explores', () => {
    const limits = { mostMovePercent: 50, explorationPercent: 10, leastProbability: 1 };
    const splits = [1, 2, 3, 4, 5, 6].map((seed) =>
      splitOf(
        { poor: { history: poor }, worse: { history: poor }, young: { history: [] }, younger: { history: [] } },
        { seed, limits },
      ),
    );
    const parts = splits.flatMap((split) => [after(split, 'young'), after(split, 'younger')]);
    expect(Math.min(...parts)).toBeGreaterThanOrEqual(150);
    expect(Math.max(...parts)).toBeGreaterThan(150);
    expect(Math.max(...splits.map(({ probabilityBetter }) => probabilityBetter))).toBeLessThan(1);
  });

  it('gives a new platform its exploration floor at once', () => {
    const split = splitOf({
      good: { history: good, budget: 300 },
      average: { history: average, budget: 300 },
      brandNew: { history: [], budget: 0 },
    });
    expect(after(split, 'brandNew')).toBe(20);
    expect(split.moves).toBe(true);
  });

  it('keeps the total to the smallest unit of the currency', () => {
    const arms = { good: { history: good }, average: { history: average }, poor: { history: poor } };
    for (const [currency, totalMicros, unit] of [
      ['USD', 600_010_000, 10_000],
      ['JPY', 601_000_000, 1_000_000],
      ['KWD', 600_001_000, 1_000],
    ] as const) {
      const split = splitOf(arms, { currency, totalMicros });
      expect(split.arms.reduce((sum, { afterMicros }) => sum + afterMicros, 0)).toBe(totalMicros);
      expect(split.arms.every(({ afterMicros }) => afterMicros % unit === 0)).toBe(true);
    }
  });

  it('answers the same question the same way, and tries something else on another day', () => {
    const arms = { good: { history: good.slice(-6) }, poor: { history: poor.slice(-6) } };
    expect(allocate(question(arms))).toEqual(allocate(question(arms)));
    expect(allocate(question(arms)).kind).toBe('split');
    const tomorrow = (days: readonly AllocatorDay[]): readonly AllocatorDay[] =>
      days.map((day) => ({ ...day, day: new Date(Date.parse(day.day) + 86_400_000).toISOString().slice(0, 10) }));
    const later = { good: { history: tomorrow(arms.good.history) }, poor: { history: tomorrow(arms.poor.history) } };
    const amounts = ({ arms: parts }: Split) => parts.map(({ afterMicros }) => afterMicros);
    expect(amounts(splitOf(later, { today: '2026-06-02' }))).not.toEqual(amounts(splitOf(arms)));
  });

  it('is not moved far by luck: platforms that are equally good keep about equal parts', () => {
    const shares = [1, 2, 3, 4, 5, 6].map((seed) => {
      const luck = lucky(seed);
      const alike = () =>
        history(40, (age) => ({ spend: spendAround(200, age), outcomes: luck(hill(30, 300)(spendAround(200, age))) }));
      return splitOf({ one: { history: alike() }, two: { history: alike() }, three: { history: alike() } }, { seed });
    });
    const moved = shares.flatMap(({ arms }) => arms.map(({ afterMicros }) => Math.abs(afterMicros / 200e6 - 1)));
    expect(moved.reduce((sum, each) => sum + each, 0) / moved.length).toBeLessThan(0.2);
  });

  it('stays where it is unless moving is likely enough to be better', () => {
    const arms = {
      one: { history: good.slice(-5) },
      two: { history: good.slice(-5) },
      three: { history: good.slice(-5) },
    };
    const split = splitOf(arms, { limits: { mostMovePercent: 50, explorationPercent: 10, leastProbability: 0.99 } });
    expect(split.probabilityBetter).toBeLessThan(0.99);
    expect(split.moves).toBe(false);
    expect(split.arms.map(({ afterMicros }) => afterMicros)).toEqual([200e6, 200e6, 200e6]);
  });

  it('follows a change within days, although months said otherwise', () => {
    const broken = history(70, (age) => {
      const spend = spendAround(200, age);
      return { spend, outcomes: age > 5 ? hill(40, 300)(spend) : hill(4, 300)(spend) };
    });
    const whole = steady(70, 200, hill(20, 300));
    const before = splitOf({
      broken: { history: broken.slice(0, -5) },
      one: { history: whole },
      two: { history: whole },
    });
    const since = splitOf({ broken: { history: broken }, one: { history: whole }, two: { history: whole } });
    expect(after(before, 'broken')).toBeGreaterThan(200);
    expect(after(since, 'broken')).toBeLessThan(160);
    expect(armOf(since, 'broken').before.mean).toBeLessThan(5);
  });

  it('does not blame young days for conversions that are still to be reported', () => {
    const late = (age: number): number => 1 - 0.75 ** age;
    const delayed = history(40, (age) => {
      const spend = spendAround(200, age);
      return { spend, outcomes: late(age) * hill(30, 300)(spend) };
    });
    const split = splitOf({ one: { history: delayed }, two: { history: delayed }, three: { history: delayed } });
    expect(armOf(split, 'one').before.mean / hill(30, 300)(200)).toBeGreaterThan(0.93);
    const naive = delayed.slice(-7).reduce((sum, { outcomeMicros }) => sum + outcomeMicros / 7e6, 0);
    expect(naive / hill(30, 300)(200)).toBeLessThan(0.7);
  });

  it('says what every part brings, what another unit would, and how sure it is', () => {
    const {
      before,
      after: then,
      marginalBefore,
      marginalAfter,
      curve,
      evidenceDays,
    } = armOf(splitOf({ good: { history: good }, average: { history: average }, poor: { history: poor } }), 'good');
    expect(before.mean).toBeGreaterThan(15.2);
    expect(before.mean).toBeLessThan(16.8);
    expect(before.p10).toBeLessThan(before.mean);
    expect(before.p90).toBeGreaterThan(before.mean);
    expect(then.mean).toBeGreaterThan(before.mean);
    expect(marginalAfter).toBeLessThan(marginalBefore);
    expect(
      (curve.mostPerDay * 200e6 ** curve.slope) / (curve.halfMicros ** curve.slope + 200e6 ** curve.slope),
    ).toBeCloseTo(before.mean, 0);
    expect(evidenceDays).toBeGreaterThan(25);
  });

  it('says which limit holds a part', () => {
    const rich = { history: history(40, (age) => ({ spend: 60 + 6 * age, outcomes: hill(90, 600)(60 + 6 * age) })) };
    const held = (part: object, limits = {}) =>
      armOf(
        splitOf(
          { rich: { ...rich, ...part }, average: { history: average }, poor: { history: poor } },
          { limits: { mostMovePercent: 20, explorationPercent: 10, leastProbability: 0.6, ...limits } },
        ),
        'rich',
      );
    expect(held({})).toMatchObject({ boundBy: 'move', afterMicros: 240e6 });
    expect(held({ most: 220 })).toMatchObject({ boundBy: 'maximum', afterMicros: 220e6 });
    expect(held({ isLocked: true })).toMatchObject({ boundBy: 'locked', afterMicros: 200e6 });
  });

  it('names the limits that cannot all hold', () => {
    const asked = question({ one: { history: good, least: 400, budget: 400 }, two: { history: poor, least: 300 } });
    const answer = allocate(asked);
    expect(answer).toEqual({
      kind: 'infeasible',
      conflict: expect.arrayContaining([expect.stringContaining('600.00')]),
    });
  });

  it('splits by revenue as it does by conversions, whatever a sale is worth', () => {
    const worth = (days: readonly AllocatorDay[], value: number): readonly AllocatorDay[] =>
      days.map((day) => ({ ...day, outcomeMicros: day.outcomeMicros * value }));
    const split = splitOf(
      {
        cheap: { history: worth(good, 5) },
        dear: { history: worth(poor, 100) },
        average: { history: worth(average, 5) },
      },
      { outcome: 'revenue' },
    );
    expect(after(split, 'dear')).toBeGreaterThan(200);
    expect(armOf(split, 'dear').before.mean / (100 * hill(10, 300)(200))).toBeCloseTo(1, 1);
  });

  it('is not sure because an order was large: a sale is one event, whatever it is worth', () => {
    const sales = (every: number) =>
      history(24, (age) => ({ spend: spendAround(200, age), outcomes: age % every === 0 ? 500 : 0 }));
    const split = splitOf({ more: { history: sales(5) }, fewer: { history: sales(7) } }, { outcome: 'revenue' });
    const { p10, p90 } = armOf(split, 'more').before;
    expect(p90 / p10).toBeGreaterThan(2);
    expect(split.probabilityBetter).toBeLessThan(0.95);
  });

  it('knows no difference where nobody has any history', () => {
    const split = splitOf({ one: { history: [] }, two: { history: [] }, three: { history: [] } });
    expect(split.arms.every(({ afterMicros }) => afterMicros === 200e6)).toBe(true);
  });

  it('keeps the proportions where the total is another one and nothing is known', () => {
    const split = splitOf(
      { one: { history: [], budget: 400 }, two: { history: [], budget: 200 } },
      { totalMicros: 660e6, limits: { mostMovePercent: 20, explorationPercent: 10, leastProbability: 0.6 } },
    );
    expect(split.arms.map(({ afterMicros }) => afterMicros)).toEqual([440e6, 220e6]);
  });
});
