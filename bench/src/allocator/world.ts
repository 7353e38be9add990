import type { Curve } from './curve.ts';

/** What is true of one platform, and nobody knows. */
export type PlatformTruth = Readonly<{
  /** Days count from 0. The same function again where nothing has changed. */
  curveOn: (day: number) => Curve;
  /** Of a day's conversions, what is reported on the day itself, a day later, and so on; adds up to 1. */
  arrivals: readonly number[];
  /** How much better or worse single days are for reasons that nobody can know: deviation of the logarithm of a factor of mean 1. */
  noise: number;
}>;

/** Days whose conversions are added up and held against the oracle's; `to` is not among them. */
export type Span = Readonly<{
  from: number;
  to: number;
  /** What the allocator is meant to reach on average; without it, what the bar reaches. */
  aim?: number;
}>;

export type World = Readonly<{
  name: string;
  /** How long it is played. */
  days: number;
  scored: readonly Span[];
  truthFrom: (seed: number) => readonly PlatformTruth[];
}>;

/** What is split each day, in currency units. */
export const total = 1_000;
export const platforms = 6;
export const equalShare = total / platforms;
