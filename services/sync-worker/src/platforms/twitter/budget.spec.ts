import { smallestUnitMicros } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dailyCapAfter, dailyCapMicros } from './budget.ts';

describe('the daily cap of a campaign on X', () => {
  it.each([
    ['USD', 3_000_000_000, 30, 100_000_000],
    ['USD', 100_000_000, 30, 3_340_000],
    ['JPY', 100_000_000, 30, 4_000_000],
    ['KWD', 100_000_000, 30, 3_334_000],
    ['USD', 10_000, 30, 10_000],
    ['USD', 50_000_000, 0, 50_000_000],
  ])('is an even share in %s, rounded up to its smallest unit: %d over %d days', (currency, total, days, cap) => {
    expect(dailyCapMicros(total, days, smallestUnitMicros(currency))).toBe(cap);
  });

  const unit = fc.constantFrom(1_000, 10_000, 1_000_000);
  const units = fc.integer({ min: 1, max: 9_000_000 });
  const days = fc.integer({ min: 1, max: 400 });

  it('never keeps the flight from its budget, never passes it, and is in whole units', () => {
    fc.assert(
      fc.property(units, days, unit, (amount, count, size) => {
        const total = amount * size;
        const cap = dailyCapMicros(total, count, size);
        expect(cap * count).toBeGreaterThanOrEqual(total);
        expect(cap).toBeLessThanOrEqual(total);
        expect(cap % size).toBe(0);
      }),
    );
  });

  it('keeps its share of a total that is changed', () => {
    const budget = { micros: 3_000_000_000, dailyCapMicros: 100_000_000 };
    expect(dailyCapAfter(6_000_000_000, budget, 10_000)).toBe(200_000_000);
    expect(dailyCapAfter(1_000_000_000, budget, 10_000)).toBe(33_340_000);
    expect(dailyCapAfter(3_000_000_000, { ...budget, dailyCapMicros: 500_000_000 }, 10_000)).toBe(500_000_000);
  });

  it('is exact where the product of two amounts is beyond a double', () => {
    const budget = { micros: 12_117_070_000, dailyCapMicros: 201_960_000 };
    expect(dailyCapAfter(60_585_350_000, budget, 10_000)).toBe(1_009_800_000);
  });

  it('is kept below a total that there was none of, and stays away where there is no cap', () => {
    expect(dailyCapAfter(50_000_000, { micros: null, dailyCapMicros: 80_000_000 }, 10_000)).toBe(50_000_000);
    expect(dailyCapAfter(50_000_000, { micros: null, dailyCapMicros: 20_000_000 }, 10_000)).toBe(20_000_000);
    expect(dailyCapAfter(50_000_000, { micros: 10_000_000 }, 10_000)).toBeUndefined();
  });

  it('stays within the total and in whole units, whatever it is changed to', () => {
    fc.assert(
      fc.property(units, units, days, unit, (amount, next, count, size) => {
        const budget = { micros: amount * size, dailyCapMicros: dailyCapMicros(amount * size, count, size) };
        const cap = dailyCapAfter(next * size, budget, size) ?? 0;
        expect(cap).toBeGreaterThan(0);
        expect(cap).toBeLessThanOrEqual(next * size);
        expect(cap % size).toBe(0);
        expect(cap * count).toBeGreaterThanOrEqual(next * size);
      }),
    );
  });
});
