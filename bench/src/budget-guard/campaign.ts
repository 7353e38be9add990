import { type Platform, platform } from '@campaigns/contracts';
import type { LiveBudget } from '@campaigns/domain';
import { type Random, randomFrom } from '../random.ts';

/** What one platform really spends while nobody pauses it. */
export type PlatformCourse = Readonly<{
  platform: Platform;
  budget: LiveBudget;
  /** Micros since the beginning, every five minutes; the first is 0. */
  spent: Float64Array;
}>;

/** One campaign on one to four platforms, from 0 ms on. */
export type Campaign = Readonly<{ capMicros: number; days: number; platforms: readonly PlatformCourse[] }>;

export const minuteMs = 60_000;
export const dayMs = 24 * 60 * minuteMs;
const stepMs = 5 * minuteMs;
const stepsADay = dayMs / stepMs;

/** Days in which the plan reaches the cap: short ones, in which an hour is much of the budget. */
const [shortestDays, longestDays] = [1, 10];

/** Far enough for all but a few to reach the cap whose budgets let them. */
const flightsPlayed = 1.6;

/** How much more than a day's budget is spent at most on a day, as the platforms say it of themselves. */
const dayLimits = [1.25, 1.5, 1.75, 2] as const;

/** A day with a peak and a trough, around 1. */
const dayShape = (random: Random): ((step: number) => number) => {
  const [depth, peak] = [random.between(0.3, 0.9), random.between(0, stepsADay)];
  return (step) => 1 + depth * Math.cos((2 * Math.PI * (step - peak)) / stepsADay);
};

/** Ups and downs that last for twenty minutes up to an hour, around 1. */
const noise = (random: Random): (() => number) => {
  const deviation = random.between(0.1, 0.35);
  const kept = Math.exp(-stepMs / (random.between(20, 60) * minuteMs));
  const added = Math.sqrt(1 - kept ** 2);
  let state = random.normal();
  return () => {
    state = kept * state + added * random.normal();
    return Math.exp(deviation * state - deviation ** 2 / 2);
  };
};

/** Three times in two days, for ten to forty-five minutes, up to two and a half times as fast. */
const bursts = (random: Random): (() => number) => {
  let [stepsLeft, factor] = [0, 1];
  return () => {
    if (stepsLeft > 0) stepsLeft -= 1;
    else if (random.happens(1.5 / stepsADay)) {
      [stepsLeft, factor] = [Math.round((random.between(10, 45) * minuteMs) / stepMs), random.between(1.5, 2.5)];
    }
    return stepsLeft > 0 ? factor : 1;
  };
};

type Plan = Readonly<{ plannedMicros: number; days: number; steps: number; isInOrder: boolean }>;

/** How fast a platform would like to spend, step by step, around 1; every fifth of its days far faster. */
const appetite = (random: Random, most: number): ((step: number, isNewDay: boolean) => number) => {
  const [shape, noisy, burst] = [dayShape(random), noise(random), bursts(random)];
  let ofDay = 1;
  return (step, isNewDay) => {
    if (isNewDay) ofDay = random.happens(0.2) ? random.between(1.2, most) : random.between(0.75, 1.15);
    return ofDay * shape(step) * noisy() * burst();
  };
};

/**
 * A platform that plans to spend its part of the cap in so many days. With a budget by the day it stops at the day's limit and
 * begins anew at its own midnight. With one for the flight it stops there for good; where budgets are out of order, that one
 * is two fifths above the plan.
 */
const platformCourse = (random: Random, { plannedMicros, days, steps, isInOrder }: Plan): PlatformCourse => {
  const isDaily = random.happens(0.6);
  const dayLimit = random.oneOf(dayLimits);
  const flightMicros = Math.round(isDaily || isInOrder ? plannedMicros : 1.4 * plannedMicros);
  const [mostOfDay, mostOfFlight] = isDaily
    ? [(plannedMicros / days) * dayLimit, Number.POSITIVE_INFINITY]
    : [Number.POSITIVE_INFINITY, flightMicros];
  const perStep = plannedMicros / (days * stepsADay);
  const wantedAt = appetite(random, isDaily ? dayLimit : 1.5);
  const midnight = Math.floor(random.between(0, stepsADay));
  const spent = new Float64Array(steps + 1);
  let [now, atMidnight] = [0, 0];
  for (let step = 0; step < steps; step += 1) {
    const isNewDay = step === 0 || step % stepsADay === midnight;
    if (isNewDay) atMidnight = now;
    const left = Math.min(mostOfFlight - now, mostOfDay - (now - atMidnight));
    now += Math.max(0, Math.min(perStep * wantedAt(step, isNewDay), left));
    spent[step + 1] = now;
  }
  return {
    // Of a budget by the day the guard is told Google's limit, whatever the limit of this one.
    platform: isDaily ? 'google' : random.oneOf(platform.options.filter((each) => each !== 'google')),
    budget: { micros: flightMicros, heldPer: isDaily ? 'day' : 'flight' },
    spent,
  };
};

export const campaignFrom = (seed: number): Campaign => {
  const random = randomFrom(seed);
  const capMicros = Math.round(random.magnitude(200, 50_000)) * 1_000_000;
  const days = random.magnitude(shortestDays, longestDays);
  const steps = Math.ceil(flightsPlayed * days * stepsADay);
  const isInOrder = random.happens(0.5);
  const parts = Array.from({ length: random.oneOf([1, 2, 3, 4]) }, () => random.between(0.3, 1));
  const whole = parts.reduce((sum, part) => sum + part, 0);
  const platforms = parts.map((part) =>
    platformCourse(random, { plannedMicros: (capMicros * part) / whole, days, steps, isInOrder }),
  );
  return { capMicros, days, platforms };
};

/** What a platform has really spent by an instant, in micros. */
export const spentAt = ({ spent }: PlatformCourse, ms: number): number => {
  const step = Math.max(0, Math.min(spent.length - 1, ms / stepMs));
  const begin = Math.floor(step);
  const before = spent[begin] ?? 0;
  return before + ((spent[begin + 1] ?? before) - before) * (step - begin);
};

/** When the last of it is known. */
export const endOf = ({ platforms }: Campaign): number =>
  stepMs * Math.max(...platforms.map(({ spent }) => spent.length - 1));

/** What all platforms have really spent by an instant, as a part of the cap. */
export const spentToCapAt = ({ platforms, capMicros }: Campaign, ms: number): number =>
  platforms.reduce((sum, course) => sum + spentAt(course, ms), 0) / capMicros;
