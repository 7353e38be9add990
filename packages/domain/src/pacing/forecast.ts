import { type FlightDay, secondsPerDay } from './account-days.ts';
import type { Likelihood } from './likelihood.ts';

export type SpentDay = FlightDay & Readonly<{ spendMicros: number }>;

/** A day counts half as much as one two weeks later. */
const halfLifeDays = 14;
/** From two weeks on each weekday has been seen twice, and is told apart from the others. */
const daysForWeekdays = 14;
/** A weekday's own rate counts like that of so many days at the general rate: one odd Monday makes no pattern. */
const weekdayPatience = 2;
/** Before there are days to tell by: spend of a day lies 20 % around what was expected, as sure as four days would say. */
const priorDeviation = 0.2;
const priorDegrees = 4;
/** Good days come in rows and so do bad ones: a fifth of a difference stays the next day, as sure as ten days would say. */
const priorDependence = 0.2;
const dependencePatience = 10;
const mostDependence = 0.5;

const weekdayOf = (date: string): number => new Date(date).getUTCDay();
const partOf = ({ seconds }: FlightDay): number => seconds / secondsPerDay;

type Weighed = SpentDay & Readonly<{ weight: number; weekday: number }>;

const sumOf = <Item>(items: readonly Item[], value: (item: Item, index: number) => number): number =>
  items.reduce((sum, item, index) => sum + value(item, index), 0);

/** Spend of a whole day, by recent days. Linear in them and never falling when one of them rises. */
const rateOf = (days: readonly Weighed[]): number =>
  sumOf(days, ({ weight, spendMicros }) => weight * spendMicros) / sumOf(days, (day) => day.weight * partOf(day));

const weighed = (days: readonly SpentDay[]): readonly Weighed[] =>
  days.map((day, index) => ({
    ...day,
    weight: 2 ** ((index + 1 - days.length) / halfLifeDays),
    weekday: weekdayOf(day.date),
  }));

/** The rate of each weekday. */
const ratesOf = (days: readonly Weighed[]): ((weekday: number) => number) => {
  const general = rateOf(days);
  if (days.length < daysForWeekdays) return () => general;
  const byWeekday = Map.groupBy(days, ({ weekday }) => weekday);
  const rates = new Map(
    [...byWeekday].map(([weekday, own]) => {
      const trust = own.length / (own.length + weekdayPatience);
      return [weekday, trust * rateOf(own) + (1 - trust) * general];
    }),
  );
  return (weekday) => rates.get(weekday) ?? general;
};

/** How much the differences of one day go with those of the next, from 0 to a half. */
const dependenceOf = (residuals: readonly number[]): number => {
  const square = sumOf(residuals, (residual) => residual * residual);
  const product = sumOf(residuals, (residual, index) => residual * (residuals[index - 1] ?? 0));
  const seen = square === 0 ? 0 : (product / square) * residuals.length;
  const dependence = (seen + priorDependence * dependencePatience) / (residuals.length + dependencePatience);
  return Math.min(mostDependence, Math.max(0, dependence));
};

/**
 * What the remaining days will cost, in micros, when things go on as they did.
 *
 * Mean: the recent rate per day (days weighed by age, half as much every 14 days), from 14 days on by weekday, drawn towards
 * the general rate. Variance: that of single days around their rate, from the differences so far and a prior, times the
 * remaining days, and once more for not knowing the rate itself, which all of them share; more where differences come in rows.
 * The days are whole, in order, at least one. No randomness: the same days give the same forecast.
 */
export const forecast = (days: readonly SpentDay[], remaining: readonly FlightDay[]): Likelihood => {
  const known = weighed(days);
  const rate = ratesOf(known);
  const general = rateOf(known);
  const residuals = known.map((day) => day.spendMicros - rate(day.weekday) * partOf(day));
  const weights = sumOf(known, ({ weight }) => weight);
  const effective = weights ** 2 / sumOf(known, ({ weight }) => weight ** 2);
  const perWeekday = known.length / 7;
  const used = known.length < daysForWeekdays ? 1 : 1 + (6 * perWeekday) / (perWeekday + weekdayPatience);
  const free = Math.max(0, effective - used);
  const squares = sumOf(known, ({ weight }, index) => weight * (residuals[index] ?? 0) ** 2);
  const observed = free === 0 ? 0 : ((squares / weights) * effective) / free;
  const degrees = priorDegrees + free;
  const daily = (priorDegrees * (priorDeviation * general) ** 2 + free * observed) / degrees;
  const dependence = dependenceOf(residuals);
  const length = sumOf(remaining, partOf);
  return {
    mean: sumOf(remaining, (day) => rate(weekdayOf(day.date)) * partOf(day)),
    variance: daily * ((1 + dependence) / (1 - dependence)) * (length + length ** 2 / effective),
    degrees,
  };
};
