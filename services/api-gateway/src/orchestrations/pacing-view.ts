import { type PacingView, smallestUnitMicros, toDecimal } from '@campaigns/contracts';
import { type Pace, pacing } from '@campaigns/domain';
import type { SpendRead } from './performance-reads.ts';

const round = (value: number, digits: number): number => Number(value.toFixed(digits));

type PaceView = Omit<PacingView, 'currency' | 'flight_start_at' | 'flight_end_at' | 'platforms' | 'freshness'>;

const paceView = (pace: Pace, currency: string): PaceView => {
  const unit = smallestUnitMicros(currency);
  const money = (micros: number): number => toDecimal(Math.round(micros / unit) * unit);
  const { projected, overspendProbability, dailyNeededMicros, band } = pace;
  return {
    budget: money(pace.budgetMicros),
    through: pace.through,
    elapsed_pct: round(100 * pace.elapsed, 2),
    planned_to_date: money(pace.plannedMicros),
    spent_to_date: money(pace.spentToDateMicros),
    spent: money(pace.spentMicros),
    status: pace.status,
    band: { lower_pct: round(band.lower, 2), upper_pct: round(band.upper, 2) },
    projected_end: projected && { p10: money(projected.p10), p50: money(projected.p50), p90: money(projected.p90) },
    overspend_probability: overspendProbability && round(overspendProbability, 4),
    daily_needed: dailyNeededMicros && money(dailyNeededMicros),
  };
};

/** How spend stands to its plan; money rounded to what can be paid in the currency. */
export const pacingView = ({ currency, flight, freshness, platforms }: SpendRead, now: string): PacingView => {
  const { whole, parts } = pacing(
    platforms.map(({ isActive, hasCampaign, budgetMicros, timeZone, observedAt, days }) => ({
      ...{ budgetMicros, flight, timeZone, days },
      isDelivering: isActive && hasCampaign,
      observedAt: hasCampaign ? observedAt : now,
    })),
  );
  return {
    ...{ currency, flight_start_at: flight?.startAt ?? null, flight_end_at: flight?.endAt ?? null },
    ...paceView(whole, currency),
    freshness,
    platforms: parts.map((pace, index) => {
      const { platform, freshness: own } = platforms[index] as SpendRead['platforms'][number];
      return { platform, ...paceView(pace, currency), freshness: own };
    }),
  };
};
