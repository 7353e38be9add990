import { type BudgetLimit, type Platform, platform } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dailyOf, partsFrom, type RemainingPart, remainingOf } from './remaining-budget.ts';

const cent = 10_000;
const part = fc.record({
  budget: fc.integer({ min: 1, max: 5_000_000 }),
  spentMicros: fc.integer({ min: 0, max: 2e10 }),
});

/** Budgets of some platforms, what of them is spent, and daily amounts for which they are exchanged. */
const situation = fc.record({
  parts: fc.array(part, { minLength: 2, maxLength: 6 }),
  daysLeft: fc.double({ min: 0.01, max: 90, noNaN: true }),
  mostMovePercent: fc.constantFrom(10, 20, 50, 100),
  /** How much each gives the next one, of what both may move; the last one keeps what it has if there is none after it. */
  shifts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 }),
});

/** The first gives the second, the third the fourth and so on. */
const exchanged = (before: readonly RemainingPart[], mostMovePercent: number, shifts: readonly number[]) => {
  const daily = new Map(before.map(({ platform: name, dailyMicros }) => [name, dailyMicros]));
  for (const [pair, shift] of shifts.entries()) {
    const [giver, taker] = before.slice(2 * pair, 2 * pair + 2);
    if (giver === undefined || taker === undefined) break;
    const movable = (Math.min(giver.dailyMicros, taker.dailyMicros) * mostMovePercent) / 100;
    const amount = Math.floor((shift * movable) / cent) * cent;
    daily.set(giver.platform, giver.dailyMicros - amount);
    daily.set(taker.platform, taker.dailyMicros + amount);
  }
  return daily;
};

describe('Parts of a total that daily amounts lead to', () => {
  it('add up to what they were, hold what is spent, and move no further than they may', () => {
    let moved = 0;
    fc.assert(
      fc.property(situation, ({ parts, daysLeft, mostMovePercent, shifts }) => {
        const before = remainingOf(
          parts.map(({ budget, spentMicros }, index) => ({
            platform: platform.options[index] as Platform,
            ...{ budgetMicros: budget * cent, spentMicros },
          })),
          daysLeft,
          'USD',
        );
        const daily = exchanged(before, mostMovePercent, shifts);
        const after = partsFrom(before, daily, { currency: 'USD', mostMovePercent, limits: [] });
        const sum = (values: Iterable<number>): number => [...values].reduce((all, each) => all + each, 0);
        expect(sum(after.values())).toBe(sum(before.map(({ budgetMicros }) => budgetMicros)));
        for (const { platform: name, budgetMicros, spentMicros, remainingMicros, dailyMicros } of before) {
          const now = after.get(name) as number;
          expect(now % cent).toBe(0);
          expect(now).toBeGreaterThanOrEqual(spentMicros);
          expect(Math.abs(now - budgetMicros)).toBeLessThanOrEqual((remainingMicros * mostMovePercent) / 100);
          if (daily.get(name) === dailyMicros) expect(now).toBe(budgetMicros);
          else moved += Math.abs(now - budgetMicros);
        }
      }),
      { numRuns: 2_000 },
    );
    expect(moved).toBeGreaterThan(0);
  });

  it('heed the limits of whole parts to the unit', () => {
    const parts = remainingOf(
      [
        { platform: 'meta', budgetMicros: 1_000_000_000, spentMicros: 123_456_789 },
        { platform: 'google', budgetMicros: 1_000_000_000, spentMicros: 0 },
      ],
      7.3,
      'USD',
    );
    const [meta, google] = parts.map(({ dailyMicros }) => dailyMicros) as [number, number];
    const limits: readonly BudgetLimit[] = [
      { platform: 'meta', leastMicros: null, mostMicros: 1_100_000_000, locked: false },
    ];
    const most = dailyOf(1_100_000_000 - 123_460_000, 7.3, 'USD');
    const daily = new Map<Platform, number>([
      ['meta', most],
      ['google', google - (most - meta)],
    ]);
    const after = partsFrom(parts, daily, { currency: 'USD', mostMovePercent: 20, limits });
    expect(after.get('meta')).toBeLessThanOrEqual(1_100_000_000);
    expect(after.get('meta')).toBeGreaterThan(1_099_000_000);
  });

  it('never asks for more a day than there is, and spends what is left of a last day on it', () => {
    expect(dailyOf(1_000_000, 3, 'USD')).toBe(330_000);
    expect(dailyOf(1_000_000, 0.2, 'USD')).toBe(1_000_000);
    expect(dailyOf(1_500_000, 1, 'JPY')).toBe(1_000_000);
  });
});
