import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dailyAmountMicros, dailyAmountToSet, type Pacing } from './daily-budget.ts';

const cent = 10_000;

const pacing = (changes: Partial<Pacing> = {}): Pacing => ({
  budgetMicros: 1_000_000_000,
  spend: [],
  first: '2026-12-01',
  last: '2026-12-10',
  today: '2026-12-01',
  unitMicros: cent,
  ...changes,
});

describe('the daily amount', () => {
  it('spreads the budget over the days of the flight', () => {
    expect(dailyAmountToSet(null, pacing())).toBe(100_000_000);
  });

  it('never adds up to more than what remains', () => {
    fc.assert(
      fc.property(
        fc.record({
          budget: fc.integer({ min: 1_000, max: 1_000_000_000 }),
          spentBefore: fc.double({ min: 0, max: 0.9, noNaN: true }),
          spentToday: fc.double({ min: 0, max: 0.05, noNaN: true }),
          daysLeft: fc.integer({ min: 1, max: 365 }),
          unitMicros: fc.constantFrom(1_000, cent, 1_000_000),
        }),
        ({ budget, spentBefore, spentToday, daysLeft, unitMicros }) => {
          const budgetMicros = budget * unitMicros;
          const spentBeforeMicros = Math.floor(budgetMicros * spentBefore);
          const spentTodayMicros = Math.floor(budgetMicros * spentToday);
          const daily = dailyAmountMicros({ budgetMicros, spentBeforeMicros, spentTodayMicros, daysLeft, unitMicros });
          expect(daily % unitMicros).toBe(0);
          expect(daily).toBeGreaterThanOrEqual(unitMicros);
          const remaining = budgetMicros - spentBeforeMicros;
          // One unit is set even when less than that remains per day.
          if (daily > unitMicros) {
            expect(Math.max(daily, spentTodayMicros) + daily * (daysLeft - 1)).toBeLessThanOrEqual(
              Math.max(remaining, spentTodayMicros),
            );
          }
        },
      ),
    );
  });

  it('is one unit when nothing remains', () => {
    expect(
      dailyAmountMicros({
        budgetMicros: 1_000_000,
        spentBeforeMicros: 2_000_000,
        spentTodayMicros: 0,
        daysLeft: 3,
        unitMicros: cent,
      }),
    ).toBe(cent);
  });
});

describe('whether the daily amount has to be set anew', () => {
  const underspent = [
    { date: '2026-12-01', micros: 95_000_000 },
    { date: '2026-12-02', micros: 97_000_000 },
  ];

  it('is no while only days have gone by', () => {
    expect(dailyAmountToSet(100_000_000, pacing({ today: '2026-12-03', spend: underspent }))).toBeUndefined();
  });

  it('is yes when the budget was changed, however little', () => {
    const change = pacing({ today: '2026-12-03', spend: underspent, budgetMicros: 1_001_000_000 });
    expect(dailyAmountToSet(100_000_000, change)).toBe(101_120_000);
  });

  it('is yes when somebody set another amount on the platform', () => {
    expect(dailyAmountToSet(80_000_000, pacing())).toBe(100_000_000);
    expect(dailyAmountToSet(120_000_000, pacing())).toBe(100_000_000);
  });

  it('is yes when the platform has delivered more than planned', () => {
    const overspent = pacing({ today: '2026-12-02', spend: [{ date: '2026-12-01', micros: 190_000_000 }] });
    expect(dailyAmountToSet(100_000_000, overspent)).toBe(90_000_000);
  });

  it('is yes when a tenth of the budget would be left over', () => {
    const idle = pacing({ today: '2026-12-03', spend: [{ date: '2026-12-01', micros: 1_000_000 }] });
    expect(dailyAmountToSet(100_000_000, idle)).toBe(124_870_000);
  });
});
