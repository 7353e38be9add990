import {
  type CreditedBy,
  type RecommendationBasis,
  type RecommendationView,
  type RecommendedPart,
  toDecimal,
} from '@campaigns/contracts';

/** A row of the read table, its parts and basis as the event has them. */
export type RecommendationRow = Omit<RecommendationView, 'parts' | 'basis' | 'measure'> &
  Readonly<{ parts: readonly RecommendedPart[]; basis: RecommendationBasis }>;

export const creditedByView = (by: CreditedBy | null) =>
  by === null ? null : { model: by.model, half_life_days: by.halfLifeDays, lookback_days: by.lookbackDays };

const estimateView = (estimate: RecommendedPart['estimate']) =>
  estimate && {
    ...{ daily_before: toDecimal(estimate.beforeMicros), daily_after: toDecimal(estimate.afterMicros) },
    ...{ outcomes_before: estimate.before, outcomes_after: estimate.after, bound_by: estimate.boundBy },
    ...{ marginal_before: estimate.marginalBefore, marginal_after: estimate.marginalAfter },
    curve: {
      ...{ most_per_day: estimate.curve.mostPerDay, half_at: toDecimal(estimate.curve.halfMicros) },
      slope: estimate.curve.slope,
    },
    evidence_days: estimate.evidenceDays,
  };

const partView = ({ platform, beforeMicros, afterMicros, spentMicros, reason, estimate }: RecommendedPart) => ({
  ...{
    platform,
    before: toDecimal(beforeMicros),
    after: toDecimal(afterMicros),
    spent: toDecimal(spentMicros),
    reason,
  },
  estimate: estimateView(estimate),
});

export const recommendationView = ({ parts, basis, ...row }: RecommendationRow): RecommendationView => ({
  ...row,
  measure: basis.measure,
  parts: parts.map(partView),
  basis: {
    ...{ model: basis.model, day: basis.day, days_left: basis.daysLeft, seed: basis.seed },
    ...{ most_move_percent: basis.mostMovePercent, credited_by: creditedByView(basis.creditedBy) },
    days: [...basis.days],
  },
});
