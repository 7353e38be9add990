import type { Flight, Platform } from '@campaigns/contracts';
import { type LiveBudget, mostWithBudget } from './platform-limit.ts';
import type { Observation } from './spend-series.ts';

const minuteMs = 60_000;

/** Where nobody knows how long a platform takes to report what it spends. */
const usualLagMs = 30 * minuteMs;

/**
 * The time over which a rate is measured, at least: four syncs of a quarter of an hour, less their jitter. Half of it follows a
 * rise sooner but is deceived by every lull; in the simulation neither that nor the greater of both does better.
 */
const measuredMs = 55 * minuteMs;

/** Over less than two syncs, jitter of syncs and lags is a great part of what is measured. */
const leastMeasuredMs = 25 * minuteMs;

/** What is known about one platform, in the currency of the cap. */
export type PlatformSpend = Readonly<{
  platform: Platform;
  /** The latest last; those of the last hour, and the one before, are enough. */
  observations: readonly Observation[];
  /** Since when it has delivered without a break, and when that ended. */
  deliversFrom: string;
  deliversUntil: string | null;
  flight: Flight;
  /** While a change is not confirmed, the greater of both amounts. */
  budget: LiveBudget;
  lagMs?: number;
}>;

/** One platform's spend: it was so much as of an instant, and grows from there until it stops or meets its limit. */
export type Spending = Readonly<{
  asOf: number;
  stopsAt: number;
  observedMicros: number;
  leftMicros: number;
  /** Micros a millisecond. */
  rate: number;
}>;

type Point = Readonly<{ at: number; micros: number }>;

/**
 * Spend at the instants that observations speak of, a lag before they were made. Of those that speak of a time before delivery
 * began the last one tells where it began.
 */
const pointsOf = ({ observations, deliversFrom, lagMs = usualLagMs }: PlatformSpend): readonly Point[] =>
  observations
    .map(({ observedAt, spentMicros }) => ({
      at: Math.max(Date.parse(deliversFrom), Date.parse(observedAt) - lagMs),
      micros: spentMicros,
    }))
    .filter(({ at }, index, points) => points[index + 1]?.at !== at);

/** Growth over the last hour, or over all there is; `undefined` when that is next to nothing. */
const measuredRate = (points: readonly Point[], last: Point): number | undefined => {
  const begin = points.findLast(({ at }) => last.at - at >= measuredMs) ?? points[0] ?? last;
  const elapsedMs = last.at - begin.at;
  // A day that was restated downwards does not mean that money comes back from now on.
  return elapsedMs < leastMeasuredMs ? undefined : Math.max(0, last.micros - begin.micros) / elapsedMs;
};

/** The budget spread evenly over the flight: what is expected of a platform that has not been watched for long. */
const plannedRate = ({ budget, flight }: PlatformSpend): number =>
  budget.micros / Math.max(minuteMs, Date.parse(flight.endAt) - Date.parse(flight.startAt));

export const spendingOf = (known: PlatformSpend): Spending => {
  const points = pointsOf(known);
  const last = points.at(-1) ?? { at: Date.parse(known.deliversFrom), micros: 0 };
  return {
    asOf: last.at,
    stopsAt: known.deliversUntil === null ? Number.POSITIVE_INFINITY : Date.parse(known.deliversUntil),
    observedMicros: last.micros,
    leftMicros: Math.max(0, mostWithBudget(known.platform, known.budget) - last.micros),
    rate: measuredRate(points, last) ?? plannedRate(known),
  };
};

/** For how long nothing has been reported of it by an instant (epoch ms). */
export const unseenMs = ({ asOf, stopsAt }: Spending, instant: number): number =>
  Math.max(0, Math.min(instant, stopsAt) - asOf);

/** What so long a time at the rate has come to. */
export const spentIn = ({ rate, leftMicros }: Spending, ms: number): number =>
  Math.min(leftMicros, Math.round(rate * ms));
