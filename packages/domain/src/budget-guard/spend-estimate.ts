import { type PlatformSpend, type Spending, spendingOf, spentIn, unseenMs } from './spending.ts';

/** The spend of all platforms at an instant, in micros. */
export type SpendEstimate = Readonly<{
  /** As last reported. */
  observedMicros: number;
  /** Not reported yet, if it goes on as of late. */
  inFlightMicros: number;
  /** Observed and in flight, if it goes somewhat faster than of late: what to reckon with. */
  upperMicros: number;
  /** Observed and in flight in a burst, such as no report has told of yet. */
  burstMicros: number;
  /** Where the budgets on the platforms would let it end. */
  mostMicros: number;
}>;

/** Spending rises towards a day's peak, and what is spent too much weighs more than what is left. */
const upper = (ms: number): number => 1.15 * ms;

/** Two and a half times as fast, but for three quarters of an hour at most. */
const burst = (ms: number): number => upper(ms) + (2.5 - 1.15) * Math.min(ms, 45 * 60_000);

const total = (platforms: readonly Spending[], of: (spending: Spending) => number): number =>
  platforms.reduce((sum, spending) => sum + of(spending), 0);

/** A platform that delivers is bounded by its budget alone. */
const mostOf = (spending: Spending): number =>
  spending.stopsAt === Number.POSITIVE_INFINITY
    ? spending.leftMicros
    : spentIn(spending, burst(unseenMs(spending, spending.stopsAt)));

/** At an instant in epoch ms. Nothing in it falls with time. */
export const estimateAt = (platforms: readonly Spending[], instant: number): SpendEstimate => {
  const observedMicros = total(platforms, (spending) => spending.observedMicros);
  const inFlight = (timeAtRate: (ms: number) => number): number =>
    total(platforms, (spending) => spentIn(spending, timeAtRate(unseenMs(spending, instant))));
  return {
    observedMicros,
    inFlightMicros: inFlight((ms) => ms),
    upperMicros: observedMicros + inFlight(upper),
    burstMicros: observedMicros + inFlight(burst),
    mostMicros: observedMicros + total(platforms, mostOf),
  };
};

/**
 * What has really been spent at an instant, of which reports tell only a part. In flight is what each platform has spent since
 * the instant that its last report speaks of: rate times lag, and more the longer no report has come; at most what its budget
 * lets it spend.
 */
export const spendEstimate = (platforms: readonly PlatformSpend[], { now }: Readonly<{ now: string }>): SpendEstimate =>
  estimateAt(platforms.map(spendingOf), Date.parse(now));
