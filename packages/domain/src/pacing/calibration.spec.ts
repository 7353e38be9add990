import { describe, expect, it } from '@jest/globals';
import { pacing } from './pacing.ts';
import { type SimulatedFlight, simulatedFlight } from './testing/simulated-flight.ts';

/** Others than those on which the forecast's constants were chosen, whose seeds are below 10,000. */
const flights = Array.from({ length: 1_000 }, (_, seed) => simulatedFlight(seed + 10_001));

type Backtest = Readonly<{ inside: number; near: number }>;

/** Per cent of the campaigns that end between P10 and P90, and within 10 % of P50, of what was told after so many days. */
const backtest = (groups: readonly (readonly SimulatedFlight[])[], dayOf: (length: number) => number): Backtest => {
  const told = groups.map((group) => {
    const { projected } = pacing(group.map(({ after, days }) => after(dayOf(days.length)))).whole;
    const end = group.reduce((sum, { endMicros }) => sum + endMicros, 0);
    if (projected === null) throw new Error('Nothing was projected');
    const { p10, p50, p90 } = projected;
    return { inside: p10 <= end && end <= p90, near: Math.abs(end - p50) <= 0.1 * p50 };
  });
  const percent = (hits: readonly unknown[]): number => (100 * hits.length) / told.length;
  return { inside: percent(told.filter(({ inside }) => inside)), near: percent(told.filter(({ near }) => near)) };
};

const alone = flights.map((flight) => [flight]);

describe('The projected end of simulated campaigns', () => {
  it.each([
    ['after 5 days', () => 5],
    ['after 10 days', () => 10],
    ['half way', (length: number) => Math.floor(length / 2)],
    ['at three quarters', (length: number) => Math.floor(0.75 * length)],
  ])('lies between P10 and P90 of what was told %s as often as these promise', (_, dayOf) => {
    const { inside } = backtest(alone, dayOf);
    expect(inside).toBeGreaterThanOrEqual(75);
    expect(inside).toBeLessThanOrEqual(86);
  });

  it('is within 10 % of what was told after 10 days for 90 of 100', () => {
    expect(backtest(alone, () => 10).near).toBeGreaterThanOrEqual(90);
  });

  it('of three platforms together keeps these promises too', () => {
    const threes = flights
      .filter((_, index) => index % 3 === 0)
      .map((_, group) => flights.slice(3 * group, 3 * group + 3));
    const { inside, near } = backtest(threes, () => 10);
    expect(inside).toBeGreaterThanOrEqual(72);
    expect(inside).toBeLessThanOrEqual(88);
    expect(near).toBeGreaterThanOrEqual(90);
  });
});
