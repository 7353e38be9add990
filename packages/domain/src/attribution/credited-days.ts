import type { Platform } from '@campaigns/contracts';
import type { AllocatorDay } from '../allocator/question.ts';
import { dateIn } from '../pacing/account-days.ts';
import { type Credit, creditsOf } from './credit.ts';
import { journeysOf } from './journeys.ts';
import type { AttributionModel } from './models.ts';
import type { Touchpoint } from './touchpoint.ts';

/** What a platform spent by day, in the order of days, and the zone in which its account counts them. */
export type PlatformSpendDays = Readonly<{
  platform: Platform;
  timeZone: string;
  days: readonly Readonly<{ day: string; spendMicros: number }>[];
}>;

export type CreditedDaysQuestion = Readonly<{
  touchpoints: readonly Touchpoint[];
  lookbackDays: number;
  /** What counts as outcome: conversions × 10⁶, or their value in micros of `currency`. */
  outcome: 'conversions' | 'value';
  /** Only conversions with a value in this currency count. */
  currency: string;
  /** Only touches of this orchestration are credited; of the others the conversions are learned from. `null`: all. */
  orchestrationId: string | null;
  spend: readonly PlatformSpendDays[];
}>;

/** The last day with spend up to the day of a touch: an ad is clicked on a day without spend when it was shown before. */
const spendDay = (days: PlatformSpendDays['days'], day: string): string | undefined =>
  days.findLast((each) => each.day <= day)?.day;

const outcomesByDay = (
  { timeZone, days }: PlatformSpendDays,
  credits: readonly Credit[],
  outcomeOf: (credit: Credit) => number,
): ReadonlyMap<string, number> => {
  const outcomes = new Map<string, number>();
  for (const credit of credits) {
    const day = spendDay(days, dateIn(timeZone, credit.touch.atMs));
    if (day !== undefined) outcomes.set(day, (outcomes.get(day) ?? 0) + outcomeOf(credit));
  }
  return outcomes;
};

/**
 * What the allocator learns from: per platform the days with spend, each with the outcomes that a model credits to its
 * touches, whenever they came. The youngest days are not mature: what is touched today converts later. A touch before the
 * first day with spend counts for none.
 */
export const creditedDays = (
  model: AttributionModel,
  { touchpoints, lookbackDays, outcome, currency, orchestrationId, spend }: CreditedDaysQuestion,
): ReadonlyMap<Platform, readonly AllocatorDay[]> => {
  const counted = creditsOf(model, journeysOf(touchpoints, lookbackDays)).filter(
    ({ touch, conversion }) =>
      conversion.value.currency === currency && (orchestrationId ?? touch.orchestrationId) === touch.orchestrationId,
  );
  const credits = Map.groupBy(counted, ({ touch }) => touch.platform);
  const outcomeOf = (credit: Credit): number =>
    outcome === 'conversions' ? credit.conversionsMicros : credit.valueMicros;
  return new Map(
    spend.map((part) => {
      const outcomes = outcomesByDay(part, credits.get(part.platform) ?? [], outcomeOf);
      const days = part.days.map(({ day, spendMicros }) => ({
        ...{ day, spendMicros, outcomeMicros: outcomes.get(day) ?? 0 },
      }));
      return [part.platform, days];
    }),
  );
};
