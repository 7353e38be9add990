import { smallestUnitMicros } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nearestSplit } from './constrained-split.ts';
import { type Feasible, feasible, type LimitedBudget } from './feasible.ts';
import { violations } from './testing/violations.ts';

/** A budget whose limits often contradict each other, and often do not. */
const budget = fc
  .record({
    currency: fc.constantFrom('USD', 'JPY', 'KWD'),
    parts: fc.array(
      fc.record({
        current: fc.integer({ min: 0, max: 400 }),
        least: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 150 })),
        most: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.integer({ min: 50, max: 900 })),
        // Minima and maxima need not be amounts that can be paid.
        beyond: fc.integer({ min: 0, max: 999 }),
        isLocked: fc.integer({ min: 0, max: 7 }).map((one) => one === 0),
      }),
      { minLength: 1, maxLength: 6 },
    ),
    change: fc.integer({ min: -40, max: 40 }),
    limits: fc.record({
      mostMovePercent: fc.constantFrom(5, 10, 20, 33.3, 50, 100, 400),
      explorationPercent: fc.constantFrom(0, 5, 10, 30),
    }),
  })
  .map(({ currency, parts, change, limits }): LimitedBudget => {
    const unit = smallestUnitMicros(currency);
    const sum = parts.reduce((all, { current }) => all + current, 0);
    return {
      ...{ currency, limits, totalMicros: Math.max(0, sum + change) * unit },
      parts: parts.map(({ current, least, most, beyond, isLocked }, index) => ({
        ...{ key: `part ${index}`, currentMicros: current * unit, isLocked },
        ...{ leastMicros: least * unit + beyond, mostMicros: most * unit + beyond },
      })),
    };
  });

const feasibleBudget = budget
  .map((question) => ({ question, limits: feasible(question) }))
  .filter((each): each is { question: LimitedBudget; limits: Feasible } => each.limits.kind === 'feasible');

/** Every split in whole units that keeps to the bounds. */
const everySplit = ({ total, bounds, unitMicros }: Feasible): readonly (readonly number[])[] => {
  const from = (part: number, rest: number): readonly (readonly number[])[] => {
    const bound = bounds[part];
    if (bound === undefined) return rest === 0 ? [[]] : [];
    const amounts = Array.from(
      { length: Math.min(bound.most, rest) - bound.least + 1 },
      (_, more) => bound.least + more,
    );
    return amounts.flatMap((amount) => from(part + 1, rest - amount).map((others) => [amount * unitMicros, ...others]));
  };
  return from(0, total);
};

/** Three parts and twenty units: few enough to try all splits. */
const smallBudget = fc
  .record({
    cuts: fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 20 })),
    least: fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 3, maxLength: 3 }),
    most: fc.array(fc.integer({ min: 5, max: 20 }), { minLength: 3, maxLength: 3 }),
    mostMovePercent: fc.constantFrom(50, 100, 300, 5_000),
  })
  .map(({ cuts, least, most, mostMovePercent }): LimitedBudget => {
    const [first, second] = [Math.min(...cuts), Math.max(...cuts)];
    const unit = smallestUnitMicros('JPY');
    return {
      ...{ currency: 'JPY', totalMicros: 20 * unit, limits: { mostMovePercent, explorationPercent: 0 } },
      parts: [first, second - first, 20 - second].map((current, index) => ({
        ...{ key: `part ${index}`, currentMicros: current * unit, isLocked: false },
        ...{ leastMicros: (least[index] ?? 0) * unit, mostMicros: (most[index] ?? 0) * unit },
      })),
    };
  })
  .map(feasible)
  .filter((answer) => answer.kind === 'feasible');

const wishes = (count: number) =>
  fc.array(fc.integer({ min: -5_000, max: 25_000 }), { minLength: count, maxLength: count });

describe('The split that is nearest to what is wanted', () => {
  it('keeps to all limits and adds up to the total, whatever is wanted', () => {
    fc.assert(
      fc.property(feasibleBudget, wishes(6), ({ question, limits }, thousandths) => {
        const wanted = question.parts.map((_, index) => ((thousandths[index] ?? 0) / 20_000) * question.totalMicros);
        expect(violations(question, nearestSplit(limits, wanted))).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is as near as any that keeps to the limits', () => {
    fc.assert(
      fc.property(smallBudget, wishes(3), (limits, thousandths) => {
        // In quarters of a unit: often two parts have the very same remainder, and only one of them can have the unit.
        const wanted = thousandths.map((each) => (Math.round(each / 250) / 4) * limits.unitMicros);
        const away = (amounts: readonly number[]): number =>
          amounts.reduce((sum, amount, index) => sum + ((amount - (wanted[index] ?? 0)) / limits.unitMicros) ** 2, 0);
        expect(away(nearestSplit(limits, wanted))).toBeCloseTo(Math.min(...everySplit(limits).map(away)), 6);
      }),
      { numRuns: 300 },
    );
  });

  it('stays where it is when it is wanted again', () => {
    fc.assert(
      fc.property(feasibleBudget, wishes(6), ({ question, limits }, thousandths) => {
        const first = nearestSplit(
          limits,
          question.parts.map((_, index) => (thousandths[index] ?? 0) * 1_000),
        );
        expect(nearestSplit(limits, first)).toEqual(first);
      }),
    );
  });
});
