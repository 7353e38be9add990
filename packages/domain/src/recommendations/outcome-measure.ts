import type { DailyMetrics, Objective, OutcomeMeasure } from '@campaigns/contracts';
import { assertNever } from '@campaigns/event-sourcing';
import type { AllocatorDay } from '../allocator/question.ts';

/** Objectives whose results are counted alike: a day of one says something of another. */
const alike: readonly (readonly Objective[])[] = [
  ['brand_awareness'],
  ['traffic', 'engagement', 'video_views'],
  ['lead_gen', 'conversions', 'app_installs', 'sales'],
];

export const objectivesLike = (objective: Objective): readonly Objective[] =>
  alike.find((group) => group.includes(objective)) ?? [objective];

/** What counts for an objective. Where platforms tell what conversions are worth, that, and not how many there were. */
export const measureFor = (
  objective: Objective,
  days: readonly Pick<DailyMetrics, 'revenueMicros'>[],
): OutcomeMeasure => {
  if (objective === 'brand_awareness') return 'thousand_impressions';
  if (objectivesLike('traffic').includes(objective)) return 'clicks';
  return objective !== 'lead_gen' && days.some(({ revenueMicros }) => revenueMicros > 0) ? 'revenue' : 'conversions';
};

const micros = 1_000_000;

/** Outcomes × 10⁶; revenue in micros. */
const outcomeOf = (day: DailyMetrics, measure: OutcomeMeasure): number => {
  switch (measure) {
    case 'revenue':
      return day.revenueMicros;
    case 'conversions':
      return day.conversionsMicros;
    case 'clicks':
      return day.clicks * micros;
    case 'thousand_impressions':
      return day.impressions * (micros / 1_000);
    default:
      return assertNever(measure);
  }
};

export const allocatorDays = (days: readonly DailyMetrics[], measure: OutcomeMeasure): readonly AllocatorDay[] =>
  days.map((day) => ({ day: day.date, spendMicros: day.spendMicros, outcomeMicros: outcomeOf(day, measure) }));
