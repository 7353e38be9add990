import type { PlatformName } from '../state/campaign.ts';

/**
 * How a platform's campaigns do on average, in units of the account currency. Return on the first units of spend follows:
 * value × conversionRate × clickRate × 1000 / cpm, about 2.9 on Meta, 3.5 on Google, 2.1 on
 * TikTok, 1.8 on LinkedIn, 1.4 on X, 1.4 on Snapchat.
 */
export type Profile = Readonly<{
  cpm: number;
  clickRate: number;
  conversionRate: number;
  value: number;
  /**
   * The audience runs short: a day buys at most what this much would buy at the first unit's price, and half of that when
   * this much is spent (response = spend × ceiling / (ceiling + spend)).
   */
  ceiling: number;
  /** How readily people click, by day of the week from Sunday to Saturday. */
  weekdays: readonly [number, number, number, number, number, number, number];
  /** Share of a daily budget that a day spends; above 1 the platform overdelivers. */
  dailyPace: readonly [low: number, high: number];
  /** Google reports conversions in fractions, the others whole. */
  conversionStep: 1 | 0.01;
  /** Where days are not those of the ad account's time zone. */
  dayZone?: 'UTC';
}>;

const leisure = [1.12, 0.95, 0.94, 0.95, 0.97, 1.02, 1.05] as const;
const level = [0.96, 1.03, 1.03, 1.02, 1, 0.99, 0.97] as const;
const office = [0.55, 1.12, 1.18, 1.17, 1.12, 1.02, 0.6] as const;

export const profiles: Readonly<Record<PlatformName, Profile>> = {
  meta: {
    ...{ cpm: 9, clickRate: 0.016, conversionRate: 0.03, value: 55, dailyPace: [0.93, 1], conversionStep: 1 },
    ...{ ceiling: 12_000, weekdays: leisure },
  },
  google: {
    cpm: 30,
    clickRate: 0.045,
    conversionRate: 0.045,
    value: 52,
    dailyPace: [0.88, 1.12],
    conversionStep: 0.01,
    ceiling: 6_000,
    weekdays: level,
  },
  tiktok: {
    ...{ cpm: 5, clickRate: 0.011, conversionRate: 0.017, value: 56, dailyPace: [0.9, 1], conversionStep: 1 },
    ...{ ceiling: 9_000, weekdays: leisure },
  },
  linkedin: {
    cpm: 38,
    clickRate: 0.006,
    conversionRate: 0.08,
    value: 140,
    dailyPace: [0.9, 1],
    conversionStep: 1,
    ceiling: 4_000,
    weekdays: office,
    dayZone: 'UTC',
  },
  twitter: {
    ...{ cpm: 6, clickRate: 0.009, conversionRate: 0.015, value: 60, dailyPace: [0.9, 1], conversionStep: 1 },
    ...{ ceiling: 3_000, weekdays: level },
  },
  snapchat: {
    ...{ cpm: 4, clickRate: 0.008, conversionRate: 0.014, value: 50, dailyPace: [0.92, 1], conversionStep: 1 },
    ...{ ceiling: 5_000, weekdays: leisure },
  },
};
