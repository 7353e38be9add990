import type { AllocatorDay, AllocatorQuestion, Arm } from '../question.ts';
import { seededRandom } from '../random.ts';
import { shippedLimits } from '../shipped-limits.ts';

const unit = 1_000_000;
const dayMs = 86_400_000;
export const today = '2026-06-01';

const dayBefore = (age: number): string => new Date(Date.parse(today) - age * dayMs).toISOString().slice(0, 10);

/** Days from the oldest to yesterday; `on` says what a day of an age came to, in units of the currency and conversions. */
export const history = (
  days: number,
  on: (age: number) => Readonly<{ spend: number; outcomes: number }>,
): readonly AllocatorDay[] =>
  Array.from({ length: days }, (_, index) => {
    const age = days - index;
    const { spend, outcomes } = on(age);
    return { day: dayBefore(age), spendMicros: Math.round(spend * unit), outcomeMicros: Math.round(outcomes * unit) };
  });

/** Spend that is not the same every day, as platforms spend. */
export const spendAround = (budget: number, age: number): number => budget * (0.9 + 0.05 * ((age * 7) % 5));

/** A platform that brings what a curve says, to the fraction; spend around a budget. */
export const steady = (days: number, budget: number, curve: (spend: number) => number): readonly AllocatorDay[] =>
  history(days, (age) => {
    const spend = spendAround(budget, age);
    return { spend, outcomes: curve(spend) };
  });

export const hill =
  (most: number, half: number) =>
  (spend: number): number =>
    (most * spend) / (half + spend);

/** Whole conversions around a mean, with the luck of a seed: a Poisson process, whose gaps are exponential. */
export const lucky = (seed: number) => {
  const { uniform } = seededRandom(seed);
  return (mean: number): number => {
    let [count, time] = [0, -Math.log(1 - uniform())];
    while (time < mean) {
      count += 1;
      time -= Math.log(1 - uniform());
    }
    return count;
  };
};

export type Part = Readonly<{ history: readonly AllocatorDay[]; budget?: number; least?: number; most?: number }> &
  Readonly<{ isLocked?: boolean }>;

/** 600 USD a day over arms that have equal parts of it unless they say otherwise; in units. */
export const question = (
  parts: Readonly<Record<string, Part>>,
  rest: Partial<AllocatorQuestion<string>> = {},
): AllocatorQuestion<string> => {
  const entries = Object.entries(parts);
  const total = 600;
  const arms: readonly Arm<string>[] = entries.map(([platform, part]) => ({
    ...{ platform, history: part.history, isLocked: part.isLocked ?? false },
    budgetMicros: (part.budget ?? total / entries.length) * unit,
    leastMicros: (part.least ?? 0) * unit,
    mostMicros: (part.most ?? total) * unit,
  }));
  return { currency: 'USD', totalMicros: total * unit, arms, limits: shippedLimits, today, seed: 1, ...rest };
};
