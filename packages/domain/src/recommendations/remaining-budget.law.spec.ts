import { type BudgetLimit, type Platform, platform } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allocate } from '../allocator/allocate.ts';
import { dailyOf, partsFrom, remainingOf } from './remaining-budget.ts';

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
  seed: fc.nat(),
  locked: fc.nat({ max: 5 }),
});

describe('Parts of a total that daily amounts lead to', () => {
  it('add up to what they were, hold what is spent, and move no further than they may', () => {
    fc.assert(
      fc.property(situation, ({ parts, daysLeft, mostMovePercent, seed, locked }) => {
        const before = remainingOf(
          parts.map(({ budget, spentMicros }, index) => ({
            platform: platform.options[index] as Platform,
            ...{ budgetMicros: budget * cent, spentMicros },
          })),
          daysLeft,
          'USD',
        );
        const total = before.reduce((sum, { dailyMicros }) => sum + dailyMicros, 0);
        fc.pre(total > 0);
        const answer = allocate({
          ...{ currency: 'USD', totalMicros: total, today: '2026-04-20', seed },
          limits: { mostMovePercent, explorationPercent: 0, leastProbability: 0 },
          arms: before.map(({ platform: name, dailyMicros }, index) => ({
            ...{ platform: name, history: [], budgetMicros: dailyMicros, leastMicros: 0 },
            ...{ mostMicros: Number.MAX_SAFE_INTEGER, isLocked: index === locked },
          })),
        });
        if (answer.kind !== 'split') throw new TypeError(answer.conflict.join());
        const daily = new Map(answer.arms.map(({ platform: name, afterMicros }) => [name, afterMicros]));
        const after = partsFrom(before, daily, { currency: 'USD', mostMovePercent, limits: [] });
        const sum = (values: Iterable<number>): number => [...values].reduce((all, each) => all + each, 0);
        expect(sum(after.values())).toBe(sum(before.map(({ budgetMicros }) => budgetMicros)));
        for (const [index, { platform: name, budgetMicros, spentMicros, remainingMicros }] of before.entries()) {
          const now = after.get(name) as number;
          expect(now % cent).toBe(0);
          expect(now).toBeGreaterThanOrEqual(spentMicros);
          expect(Math.abs(now - budgetMicros)).toBeLessThanOrEqual((remainingMicros * mostMovePercent) / 100);
          if (index === locked) expect(now).toBe(budgetMicros);
        }
      }),
      { numRuns: 300 },
    );
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
