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

/** Days of one platform each. */
type ByPlatform = readonly (readonly Pick<DailyMetrics, 'conversionsMicros' | 'revenueMicros'>[])[];

/** Whether platforms tell what conversions are worth, and none of them keeps it to itself: it would seem to bring nothing. */
const isWorthKnown = (platforms: ByPlatform): boolean => {
  const hasRevenue = platforms.map((days) => days.some(({ revenueMicros }) => revenueMicros > 0));
  const hasConversions = platforms.map((days) => days.some(({ conversionsMicros }) => conversionsMicros > 0));
  return hasRevenue.includes(true) && hasConversions.every((has, index) => !has || hasRevenue[index] === true);
};

/** What is counted for an objective, whatever it is worth. */
export const countedFor = (objective: Objective): OutcomeMeasure => {
  if (objective === 'brand_awareness') return 'thousand_impressions';
  return objectivesLike('traffic').includes(objective) ? 'clicks' : 'conversions';
};

/** What counts for an objective. Where all platforms tell what conversions are worth, that, and not how many there were. */
export const measureFor = (objective: Objective, platforms: ByPlatform): OutcomeMeasure => {
  const counted = countedFor(objective);
  return counted === 'conversions' && objective !== 'lead_gen' && isWorthKnown(platforms) ? 'revenue' : counted;
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
