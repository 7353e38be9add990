import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bandAt, type Pace, pacing, type Spending } from './pacing.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const start = Date.parse('2026-02-20T00:00:00.000Z');
const iso = (atMs: number): string => new Date(atMs).toISOString();
const dateOf = (day: number): string => iso(start + day * dayMs).slice(0, 10);

const zone = fc.constantFrom('UTC', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland', 'America/St_Johns');
const micros = fc.integer({ min: 0, max: 1_000_000_000_000 });

const spending: fc.Arbitrary<Spending> = fc
  .record({
    budgetMicros: fc.integer({ min: 1, max: 9_000_000_000_000_000 }),
    timeZone: zone,
    isDelivering: fc.boolean(),
    startHour: fc.integer({ min: 0, max: 72 }),
    hours: fc.integer({ min: 1, max: 1_500 }),
    observedHour: fc.option(fc.integer({ min: 0, max: 1_700 })),
    spends: fc.array(micros, { maxLength: 70 }),
  })
  .map(({ startHour, hours, observedHour, spends, ...rest }) => ({
    ...rest,
    flight: { startAt: iso(start + startHour * hourMs), endAt: iso(start + (startHour + hours) * hourMs) },
    observedAt: observedHour === null ? null : iso(start + observedHour * hourMs),
    days: spends.map((spendMicros, day) => ({ date: dateOf(day), spendMicros })),
  }));

const whole = (parts: readonly Spending[]): Pace => pacing(parts).whole;
const order = ['under', 'on_track', 'over'];

describe('The band of a pace', () => {
  it('narrows from 75 to 125 % to 99 to 101 % and never widens', () => {
    expect([bandAt(0), bandAt(1)]).toEqual([
      { lower: 75, upper: 125 },
      { lower: 99, upper: 101 },
    ]);
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(share, share, (one, other) => {
        const [early, late] = [bandAt(Math.min(one, other)), bandAt(Math.max(one, other))];
        expect(late.lower).toBeGreaterThanOrEqual(early.lower);
        expect(late.upper).toBeLessThanOrEqual(early.upper);
        expect(late.lower).toBeLessThan(late.upper);
      }),
    );
  });
});

describe('A pace', () => {
  it('is told in whole micros, of a plan that never passes the budget', () => {
    fc.assert(
      fc.property(spending, (part) => {
        const pace = whole([part]);
        const { budgetMicros, plannedMicros, spentMicros, spentToDateMicros, dailyNeededMicros, projected } = pace;
        for (const amount of [plannedMicros, spentMicros, spentToDateMicros, dailyNeededMicros ?? 0]) {
          expect(Number.isSafeInteger(amount) && amount >= 0).toBe(true);
        }
        for (const end of Object.values(projected ?? {}))
          expect(Number.isInteger(end) && end >= spentMicros).toBe(true);
        expect(plannedMicros).toBeLessThanOrEqual(budgetMicros);
        if (pace.elapsed === 1) expect(plannedMicros).toBe(budgetMicros);
        expect(spentToDateMicros).toBeLessThanOrEqual(spentMicros);
      }),
    );
  });

  it('has its deciles in order, and a probability from 0 to 1', () => {
    fc.assert(
      fc.property(fc.array(spending, { minLength: 1, maxLength: 4 }), (parts) => {
        const { projected, overspendProbability } = whole(parts);
        if (projected === null || overspendProbability === null) return;
        expect(projected.p10).toBeLessThanOrEqual(projected.p50);
        expect(projected.p50).toBeLessThanOrEqual(projected.p90);
        expect(overspendProbability).toBeGreaterThanOrEqual(0);
        expect(overspendProbability).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('never falls, nor what is expected of it, when a day has cost more', () => {
    fc.assert(
      fc.property(spending, fc.nat(), micros, (part, choice, more) => {
        fc.pre(part.days.length > 0);
        const chosen = choice % part.days.length;
        const days = part.days.map((day, index) =>
          index === chosen ? { ...day, spendMicros: day.spendMicros + more } : day,
        );
        const [before, after] = [whole([part]), whole([{ ...part, days }])];
        expect(after.spentMicros).toBe(before.spentMicros + more);
        expect(after.spentToDateMicros).toBeGreaterThanOrEqual(before.spentToDateMicros);
        // The sums are of doubles: off by a micro at most.
        expect((after.projected?.p50 ?? 0) + 1).toBeGreaterThanOrEqual(before.projected?.p50 ?? 0);
        expect(order.indexOf(after.status)).toBeGreaterThanOrEqual(order.indexOf(before.status));
        expect(after.dailyNeededMicros ?? 0).toBeLessThanOrEqual(before.dailyNeededMicros ?? 0);
      }),
    );
  });

  it('by plan is on track whenever it is looked at, however little of the day has been reported', () => {
    fc.assert(
      fc.property(spending, fc.integer({ min: 0, max: 1_700 }), (part, hour) => {
        const observedAt = iso(start + hour * hourMs);
        const { through } = whole([{ ...part, observedAt }]);
        // From before the flight on, so that one day after the other becomes whole.
        const daily = Array.from({ length: 75 }, (_, day) =>
          whole([{ ...part, observedAt: iso(start + (day - 2.1) * dayMs) }]),
        );
        // Each day by plan, up to the last whole one; of what comes after it nothing has been reported.
        const days = daily.flatMap(({ through: date, plannedMicros }, index) => {
          const before = daily[index - 1];
          const isShown = date !== null && date !== before?.through && through !== null && date <= through;
          return isShown ? [{ date, spendMicros: plannedMicros - (before?.plannedMicros ?? 0) }] : [];
        });
        const { status } = whole([{ ...part, observedAt, days }]);
        expect(status).toBe(through === null ? 'no_data' : 'on_track');
      }),
      { numRuns: 50 },
    );
  });

  it('is the same for the same days', () => {
    fc.assert(
      fc.property(fc.array(spending, { maxLength: 4 }), (parts) => {
        expect(pacing(structuredClone(parts))).toEqual(pacing(parts));
      }),
    );
  });
});
