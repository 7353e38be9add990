import type { Flight } from '@campaigns/contracts';
import type { Spending } from '../pacing.ts';

/** Numbers from 0 to 1 that follow from a seed (mulberry32). */
export const randomFrom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

const dayMs = 86_400_000;
const unit = 1_000_000;

const dateOf = (firstDay: string, index: number): string =>
  new Date(Date.parse(firstDay) + index * dayMs).toISOString().slice(0, 10);

export type SimulatedFlight = Readonly<{
  flight: Flight;
  budgetMicros: number;
  days: readonly Readonly<{ date: string; spendMicros: number }>[];
  endMicros: number;
  /** What a look on the morning after so many whole days shows, with a part of the day that has begun. */
  after: (wholeDays: number) => Spending;
}>;

/**
 * A campaign whose platform spends a daily budget as platforms do: 75 to 120 % of plan by its own level, which drifts
 * (0.7 % a day), with a pattern of the week (up to 25 % between days), days that scatter by 8 to 20 % and hang together
 * (0.3 from one to the next), and one day in 50 on which delivery breaks off. It lasts from 20 to 45 days and is not stopped
 * at its budget.
 */
export const simulatedFlight = (seed: number): SimulatedFlight => {
  const random = randomFrom(seed);
  const between = (low: number, high: number): number => low + random() * (high - low);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const length = Math.floor(between(20, 46));
  const firstDay = dateOf('2026-01-01', Math.floor(between(0, 300)));
  const daily = Math.round(between(20, 5_000)) * unit;
  const swing = between(0, 0.25);
  const week = Array.from({ length: 7 }, () => 1 + swing * between(-0.5, 0.5));
  const scatter = between(0.08, 0.2);
  let level = between(0.75, 1.2);
  let mood = normal();
  const days = Array.from({ length }, (_, index) => {
    level *= Math.exp(0.007 * normal());
    mood = 0.3 * mood + Math.sqrt(1 - 0.3 ** 2) * normal();
    const date = dateOf(firstDay, index);
    const broken = random() < 0.02 ? between(0.2, 0.8) : 1;
    const share =
      level * (week[new Date(date).getUTCDay()] ?? 1) * Math.exp(scatter * mood - scatter ** 2 / 2) * broken;
    return { date, spendMicros: Math.round((daily * share) / 10_000) * 10_000 };
  });
  const flight = { startAt: `${firstDay}T00:00:00.000Z`, endAt: `${dateOf(firstDay, length)}T00:00:00.000Z` };
  const budgetMicros = daily * length;
  return {
    ...{ flight, budgetMicros, days },
    endMicros: days.reduce((sum, { spendMicros }) => sum + spendMicros, 0),
    after: (wholeDays) => ({
      ...{ budgetMicros, flight, timeZone: 'UTC', isDelivering: true },
      observedAt: `${dateOf(firstDay, wholeDays)}T08:00:00.000Z`,
      days: days.slice(0, wholeDays + 1).map((day, index) =>
        // The day that has begun has a third of what it will cost.
        index === wholeDays ? { ...day, spendMicros: Math.floor(day.spendMicros / 3) } : day,
      ),
    }),
  };
};
