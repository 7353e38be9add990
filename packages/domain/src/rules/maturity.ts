import type { DailyMetrics, Platform } from '@campaigns/contracts';
import type { PartSnapshot } from './types.ts';

/**
 * How many days after a click conversions come in on average, as long as nobody has learned it. An assumption, no figure of the
 * platforms: most restate by far the most within three days; Google and LinkedIn count conversions for longer.
 */
const meanLagDays: Readonly<Record<Platform, number>> = {
  meta: 1,
  google: 2,
  tiktok: 1,
  linkedin: 2,
  twitter: 1,
  snapchat: 1,
};

/** The clicks of a day come in its middle, on average. */
const middle = 0.5;

/** The part of a day's conversions that has been reported so many days after it, from 0 to 1. */
export const completeness = (
  { platform, completenessByAge }: Pick<PartSnapshot, 'platform' | 'completenessByAge'>,
  ageDays: number,
): number => {
  if (ageDays < 0) return 0;
  const learned = completenessByAge?.[Math.min(ageDays, completenessByAge.length - 1)];
  return learned ?? 1 - Math.exp(-(ageDays + middle) / meanLagDays[platform]);
};

export const daysBetween = (earlier: string, later: string): number =>
  Math.round((Date.parse(later) - Date.parse(earlier)) / 86_400_000);

/** What a day weighs: its clicks, which are known at once, stand for the conversions that are to be expected of it. */
export type Matured = Readonly<{ expected: number; reported: number }>;

/** Of days of one platform, as they were when results were last read. */
export const matured = (part: PartSnapshot, days: readonly DailyMetrics[]): Matured => {
  const { observedOn } = part;
  if (observedOn === null) return { expected: 0, reported: 0 };
  const isClicked = days.some(({ clicks }) => clicks > 0);
  return days.reduce(
    ({ expected, reported }, { date, clicks }) => {
      const weight = isClicked ? clicks : 1;
      const age = daysBetween(date, observedOn);
      return { expected: expected + weight, reported: reported + weight * completeness(part, age) };
    },
    { expected: 0, reported: 0 },
  );
};
