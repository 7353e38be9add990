import type { Platform } from '@campaigns/contracts';

/** What a creative was and brought on one platform on one day. */
export type CreativeDay = Readonly<{ date: string; impressions: number; clicks: number; conversionsMicros: number }>;

/** A creative's ad on one platform. */
export type CreativeHistory = Readonly<{
  creativeId: string;
  platform: Platform;
  /** Whether it can be shown at all: not removed, failed or rejected. */
  canDeliver: boolean;
  /** In any order; days without delivery may be left out. */
  days: readonly CreativeDay[];
}>;

/** Clicks of impressions, or conversions of clicks. */
export type CreativeMeasure = 'ctr' | 'conversion_rate';

/** One day in terms of a measure: how often it could have happened and how often it did. */
export type Trials = Readonly<{ date: string; trials: number; events: number }>;

const dayMs = 86_400_000;

/** The date so many days earlier. */
export const daysBefore = (date: string, days: number): string =>
  new Date(Date.parse(date) - days * dayMs).toISOString().slice(0, 10);

/** Conversions of the last 72 hours are still coming in: those days would look worse than they are. */
const lagDays: Readonly<Record<CreativeMeasure, number>> = { ctr: 0, conversion_rate: 3 };

/** The days on which it was delivered, the oldest first, as far as the measure can be told of them. */
export const trialsOf = ({ days }: CreativeHistory, measure: CreativeMeasure): readonly Trials[] => {
  const ordered = days.toSorted((a, b) => (a.date < b.date ? -1 : 1));
  const last = ordered.at(-1)?.date;
  if (last === undefined) return [];
  const until = daysBefore(last, lagDays[measure]);
  return ordered
    .filter(({ date }) => date <= until)
    .map(({ date, impressions, clicks, conversionsMicros }) =>
      measure === 'ctr'
        ? { date, trials: impressions, events: clicks }
        : { date, trials: clicks, events: conversionsMicros / 1_000_000 },
    )
    .filter(({ trials }) => trials > 0);
};
