import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { budgetOfDaily, dailyAmountMicros, dailyAmountToSet, dailyLikeness, type Pacing } from './daily-budget.ts';

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

describe('a daily amount found on Google', () => {
  const spend = (...micros: readonly number[]) =>
    micros.map((each, index) => ({ date: `2026-12-0${index + 1}`, micros: each }));

  it('is what the budget comes out as, also days after it was set', () => {
    const later = pacing({ spend: spend(100_000_000, 100_000_000), today: '2026-12-03' });
    expect(dailyLikeness(100_000_000, later)).toEqual({ likeness: 'equivalent', wantedMicros: 100_000_000 });
    const saving = pacing({ spend: spend(95_000_000), today: '2026-12-02' });
    expect(dailyLikeness(100_000_000, saving)).toEqual({ likeness: 'equivalent', wantedMicros: 100_550_000 });
  });

  it('is ours and outdated when spending has left the plan', () => {
    const idle = pacing({ spend: spend(0, 0, 0), today: '2026-12-04' });
    expect(dailyLikeness(100_000_000, idle)).toEqual({ likeness: 'outdated', wantedMicros: 142_850_000 });
  });

  it('is ours although what a day cost was restated after the amount was set', () => {
    // Set on the third day, when the first two had cost 40; 45 of it are known today.
    const restated = pacing({ spend: spend(20_000_000, 25_000_000, 0, 0, 0), today: '2026-12-06' });
    expect(dailyLikeness(120_000_000, restated).likeness).toBe('outdated');
    // As long as nothing was spent, nothing can be restated: the smallest edit is seen.
    const unspent = pacing({ spend: spend(0, 0, 0, 0, 0), today: '2026-12-06' });
    expect(dailyLikeness(99_990_000, unspent).likeness).toBe('different');
  });

  it('is ours when it was set in the middle of a day that cost too much', () => {
    // After 150 of the 200 that the first day was to cost in the end.
    const dear = pacing({ spend: spend(200_000_000), today: '2026-12-02' });
    expect(dailyLikeness(94_440_000, dear).likeness).toBe('outdated');
  });

  it.each([50_000_000, 150_000_000])("is somebody else's when our budget never gave it: %d", (edited) => {
    const later = pacing({ spend: spend(100_000_000), today: '2026-12-02' });
    expect(dailyLikeness(edited, later)).toEqual({ likeness: 'different', wantedMicros: 100_000_000 });
    expect(dailyLikeness(null, later).likeness).toBe('different');
  });

  it('comes to the budget for the flight that gives exactly this amount', () => {
    fc.assert(
      fc.property(
        fc.record({
          daily: fc.integer({ min: 1, max: 1_000_000 }),
          before: fc.array(fc.integer({ min: 0, max: 2_000_000 }), { maxLength: 8 }),
          spentToday: fc.integer({ min: 0, max: 2_000_000 }),
          lastDay: fc.integer({ min: 10, max: 28 }),
          unitMicros: fc.constantFrom(1_000, cent, 1_000_000),
        }),
        ({ daily, before, spentToday, lastDay, unitMicros }) => {
          const presentMicros = daily * unitMicros;
          const costs = [...before, spentToday].map((units) => units * unitMicros);
          const today = `2026-12-0${before.length + 1}`;
          const { budgetMicros: _, ...day } = pacing({
            spend: spend(...costs),
            today,
            last: `2026-12-${lastDay}`,
            unitMicros,
          });
          const budgetMicros = budgetOfDaily(presentMicros, day);
          expect(dailyLikeness(presentMicros, { ...day, budgetMicros })).toEqual({
            ...{ likeness: 'equivalent', wantedMicros: presentMicros },
          });
        },
      ),
    );
  });

  it('comes to a budget on the last day and before the flight too', () => {
    const { budgetMicros: _, ...end } = pacing({ spend: spend(70_000_000), today: '2026-12-10' });
    expect(budgetOfDaily(30_000_000, end)).toBe(100_000_000);
    expect(budgetOfDaily(30_000_000, { ...end, spend: [], today: '2026-11-20' })).toBe(300_000_000);
  });
});
