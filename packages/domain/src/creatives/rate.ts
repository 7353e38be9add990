import { deciles, type Likelihood } from '../pacing/likelihood.ts';
import type { Trials } from './creative-history.ts';
import { meanOfLog, varianceOfLog } from './log-gamma.ts';

/** The values that 10, 50 and 90 of 100 possible truths stay below: the outer two hold 80 %. */
export type Interval = Readonly<{ p10: number; p50: number; p90: number }>;

const sum = (days: readonly Trials[], name: 'trials' | 'events'): number =>
  days.reduce((total, day) => total + day[name], 0);

/** Trials and events of some days. */
export const totalsOf = (days: readonly Trials[]): Readonly<{ trials: number; events: number }> => ({
  trials: sum(days, 'trials'),
  events: sum(days, 'events'),
});

const misfit = (days: readonly Trials[]): number => {
  const { trials, events } = totalsOf(days);
  if (events === 0) return 0;
  return days.reduce((total, day) => {
    const expected = (day.trials * events) / trials;
    return total + (day.events - expected) ** 2 / expected;
  }, 0);
};

type Scatter = Readonly<{ factor: number; degrees: number }>;

/**
 * How much more than by chance the days of each period scatter around its own rate, at least 1: days differ by audience,
 * place and weekday, and without that every large creative would seem to change all the time.
 */
export const scatterOf = (...periods: readonly (readonly Trials[])[]): Scatter => {
  const degrees = periods.reduce((total, days) => total + days.length - 1, 0);
  const whole = periods.reduce((total, days) => total + misfit(days), 0);
  return { factor: degrees < 1 ? 1 : Math.max(1, whole / degrees), degrees: Math.max(1, degrees) };
};

/**
 * What is believed of the logarithm of a rate after some days: of a Gamma posterior with Jeffreys' prior (half an event),
 * every event counting as much less as the days scatter more.
 */
export const logRate = (days: readonly Trials[], { factor, degrees }: Scatter): Likelihood => {
  const { trials, events } = totalsOf(days);
  const shape = 0.5 + events / factor;
  return { mean: meanOfLog(shape) - Math.log(trials / factor), variance: varianceOfLog(shape), degrees };
};

/** What is believed of a value whose logarithm this is. */
export const intervalOf = (logarithm: Likelihood): Interval => {
  const { p10, p50, p90 } = deciles(logarithm);
  return { p10: Math.exp(p10), p50: Math.exp(p50), p90: Math.exp(p90) };
};
