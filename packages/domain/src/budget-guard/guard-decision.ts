import { estimateAt, type SpendEstimate } from './spend-estimate.ts';
import { type PlatformSpend, spendingOf } from './spending.ts';

export type GuardQuestion = Readonly<{
  capMicros: number;
  /** Every platform that has cost anything or may. */
  platforms: readonly PlatformSpend[];
  now: string;
  /** From the decision until the last platform has stopped. */
  pauseTakesMs?: number;
}>;

/** Reported; not reported yet; or so much in flight that a burst would go beyond what may be spent too much. */
export type PauseReason = 'spent' | 'spent_in_flight' | 'burst_in_flight';

/** `estimate` is for the moment at which a pause that is asked for now takes effect. */
export type GuardDecision =
  | Readonly<{ do: 'pause'; reason: PauseReason; estimate: SpendEstimate }>
  /** Without an instant it takes a new observation, or a changed budget, to make looking again worth while. */
  | Readonly<{ do: 'wait'; lookAgainAt: string | null; estimate: SpendEstimate }>;

/** What a burst may bring a campaign to at most: only where half an hour is some per cent of the cap does this come first. */
const burstMayReachPercent = 105;

/** As long as a call may take; the platforms are called at the same time. */
const usualPauseMs = 60_000;

/** Far beyond the next observation, and that brings a new decision. */
const farthestMs = 31 * 24 * 60 * 60_000;

/** The first whole instant after `from` at which a condition holds that holds from then on, if it does by `to`. */
const firstInstant = (from: number, to: number, holds: (instant: number) => boolean): number | undefined => {
  if (!holds(to)) return undefined;
  let [before, after] = [from, to];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (holds(middle)) after = middle;
    else before = middle;
  }
  return after;
};

const reasonToPause = (
  capMicros: number,
  { observedMicros, upperMicros, burstMicros }: SpendEstimate,
): PauseReason | undefined => {
  if (observedMicros >= capMicros) return 'spent';
  if (upperMicros >= capMicros) return 'spent_in_flight';
  return burstMicros >= (capMicros / 100) * burstMayReachPercent ? 'burst_in_flight' : undefined;
};

/**
 * Whether to pause everything because the budget is spent. It pauses when the spend to reckon with, at the moment at which the
 * pause takes effect, reaches the cap: before the reports say so, and no earlier than what is in flight demands.
 *
 * To be asked when an observation comes, when budgets or delivery have changed, and at `lookAgainAt`. At that instant the
 * answer is to pause, unless something has become known since: who no longer reports is not taken for one who spends nothing.
 */
export const guardDecision = ({
  capMicros,
  platforms,
  now,
  pauseTakesMs = usualPauseMs,
}: GuardQuestion): GuardDecision => {
  const spending = platforms.map(spendingOf);
  const estimateOf = (asked: number): SpendEstimate => estimateAt(spending, asked + pauseTakesMs);
  const asked = Date.parse(now);
  const estimate = estimateOf(asked);
  const reason = reasonToPause(capMicros, estimate);
  if (reason !== undefined) return { do: 'pause', reason, estimate };
  const isTime = (instant: number): boolean => reasonToPause(capMicros, estimateOf(instant)) !== undefined;
  const next = firstInstant(asked, asked + farthestMs, isTime);
  return { do: 'wait', lookAgainAt: next === undefined ? null : new Date(next).toISOString(), estimate };
};
