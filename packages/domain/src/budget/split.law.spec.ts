import { type Platform, platform, smallestUnitMicros } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allocationFromTemplate, checkAllocation, percentMillionths, scaleAllocation } from './allocation.ts';
import { splitBudget } from './split.ts';

/** Currencies with 0, 2 and 3 digits, and a total that can be paid in each. */
const total = fc.constantFrom('JPY', 'USD', 'KWD').chain((currency) => {
  const unit = smallestUnitMicros(currency);
  const most = Math.floor(Number.MAX_SAFE_INTEGER / unit);
  return fc
    .oneof(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: most }))
    .map((units) => ({ currency, micros: units * unit }));
});
const weight = fc.oneof(fc.integer({ min: 0, max: 10 }), fc.integer({ min: 0, max: 100_000_000 }));
const weights = fc
  .array(weight, { minLength: 1, maxLength: 6 })
  .filter((list) => list.some((part) => part > 0))
  .map((list) => list.map((part, index) => ({ key: index, weight: part })));
const subset = fc.subarray(platform.options, { minLength: 1 });

const sumOf = (parts: readonly { amountMicros: number }[]): bigint =>
  parts.reduce((sum, { amountMicros }) => sum + BigInt(amountMicros), 0n);

describe('splitBudget', () => {
  it('gives parts that add up to exactly the total', () => {
    fc.assert(
      fc.property(total, weights, ({ micros, currency }, list) => {
        expect(sumOf(splitBudget(micros, currency, list))).toBe(BigInt(micros));
      }),
    );
  });

  it('gives amounts that can be paid', () => {
    fc.assert(
      fc.property(total, weights, ({ micros, currency }, list) => {
        for (const { amountMicros } of splitBudget(micros, currency, list)) {
          expect(Number.isSafeInteger(amountMicros) && amountMicros >= 0).toBe(true);
          expect(amountMicros % smallestUnitMicros(currency)).toBe(0);
        }
      }),
    );
  });

  it('differs from the exact proportion by less than one smallest unit', () => {
    fc.assert(
      fc.property(total, weights, ({ micros, currency }, list) => {
        const weightSum = list.reduce((sum, part) => sum + BigInt(part.weight), 0n);
        splitBudget(micros, currency, list).forEach(({ amountMicros }, index) => {
          const exact = BigInt(micros) * BigInt(list[index]?.weight ?? 0);
          const difference = BigInt(amountMicros) * weightSum - exact;
          const bound = BigInt(smallestUnitMicros(currency)) * weightSum;
          expect(difference < bound && -difference < bound).toBe(true);
        });
      }),
    );
  });

  it('never gives less to the heavier, nothing to what weighs nothing, and keeps keys in order', () => {
    fc.assert(
      fc.property(total, weights, ({ micros, currency }, list) => {
        const parts = splitBudget(micros, currency, list);
        expect(parts.map(({ key }) => key)).toEqual(list.map(({ key }) => key));
        const byWeight = list
          .map((entry, index) => ({ weight: entry.weight, amount: parts[index]?.amountMicros ?? 0 }))
          .toSorted((a, b) => a.weight - b.weight || a.amount - b.amount);
        byWeight.forEach(({ weight: own, amount }, index) => {
          expect(amount).toBeGreaterThanOrEqual(byWeight[index - 1]?.amount ?? 0);
          if (own === 0) expect(amount).toBe(0);
        });
      }),
    );
  });

  it('gives the odd units to the earlier of equals', () => {
    const equal = ['a', 'b', 'c'].map((key) => ({ key, weight: 1 }));
    expect(splitBudget(100_000_000, 'USD', equal).map(({ amountMicros }) => amountMicros)).toEqual([
      33_340_000, 33_330_000, 33_330_000,
    ]);
    expect(splitBudget(5_000_000, 'JPY', equal).map(({ amountMicros }) => amountMicros)).toEqual([2e6, 2e6, 1e6]);
    expect(splitBudget(1_000, 'KWD', equal).map(({ amountMicros }) => amountMicros)).toEqual([1_000, 0, 0]);
  });
});

/** Percentages that add up to exactly 100, with up to six decimals. */
const percentages = fc
  .array(fc.integer({ min: 1, max: 1_000 }), { minLength: 6, maxLength: 6 })
  .map((list) =>
    splitBudget(
      100_000_000,
      'KWD',
      list.map((part, index) => ({ key: platform.options[index] as Platform, weight: part })),
    ),
  )
  .map((parts) => Object.fromEntries(parts.map(({ key, amountMicros }) => [key, amountMicros / percentMillionths(1)])));

describe('an allocation', () => {
  it('of a template adds up to exactly the total, for any subset of platforms', () => {
    fc.assert(
      fc.property(total, subset, fc.option(percentages), (money, platforms, custom) => {
        const template =
          custom === null
            ? ({ distribution: 'equal' } as const)
            : ({ distribution: 'custom', custom_distribution: custom } as const);
        const allocation = allocationFromTemplate(template, platforms, money);
        expect(sumOf(allocation)).toBe(BigInt(money.micros));
        expect(allocation.map((part) => part.platform)).toEqual(platforms);
        // Nobody is refused but for getting nothing at all.
        const isPayable = allocation.every(({ amountMicros }) => amountMicros > 0);
        if (isPayable) checkAllocation(money, allocation, platforms);
      }),
    );
  });

  it('that is scaled adds up to exactly the new total, for the same platforms', () => {
    fc.assert(
      fc.property(total, total, subset, (before, { micros }, platforms) => {
        const old = allocationFromTemplate({ distribution: 'equal' }, platforms, before);
        const scaled = scaleAllocation(old, { micros: Math.floor(micros / 1e6) * 1e6, currency: before.currency });
        expect(sumOf(scaled)).toBe(BigInt(Math.floor(micros / 1e6) * 1e6));
        expect(scaled.map((part) => part.platform)).toEqual(platforms);
      }),
    );
  });

  it('that is scaled to the total that it has stays as it is', () => {
    fc.assert(
      fc.property(total, subset, percentages, (money, platforms, custom) => {
        const allocation = allocationFromTemplate(
          { distribution: 'custom', custom_distribution: custom },
          platforms,
          money,
        );
        expect(scaleAllocation(allocation, money)).toEqual(
          money.micros === 0 ? scaleAllocation(allocation, money) : allocation,
        );
      }),
    );
  });
});
