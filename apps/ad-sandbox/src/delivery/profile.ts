import type { PlatformName } from '../state/campaign.ts';

/**
 * How a platform's campaigns do on average, in units of the account currency. Return on spend follows:
 * value × conversionRate × clickRate × 1000 / cpm, about 2.9 on Meta, 3.5 on Google, 2.1 on
 * TikTok, 1.8 on LinkedIn, 1.4 on X, 1.4 on Snapchat.
 */
export type Profile = Readonly<{
  cpm: number;
  clickRate: number;
  conversionRate: number;
  value: number;
  /** Share of a daily budget that a day spends; above 1 the platform overdelivers. */
  dailyPace: readonly [low: number, high: number];
  /** Google reports conversions in fractions, the others whole. */
  conversionStep: 1 | 0.01;
  /** Where days are not those of the ad account's time zone. */
  dayZone?: 'UTC';
}>;

export const profiles: Readonly<Record<PlatformName, Profile>> = {
  meta: { cpm: 9, clickRate: 0.016, conversionRate: 0.03, value: 55, dailyPace: [0.93, 1], conversionStep: 1 },
  google: {
    cpm: 30,
    clickRate: 0.045,
    conversionRate: 0.045,
    value: 52,
    dailyPace: [0.88, 1.12],
    conversionStep: 0.01,
  },
  tiktok: { cpm: 5, clickRate: 0.011, conversionRate: 0.017, value: 56, dailyPace: [0.9, 1], conversionStep: 1 },
  linkedin: {
    cpm: 38,
    clickRate: 0.006,
    conversionRate: 0.08,
    value: 140,
    dailyPace: [0.9, 1],
    conversionStep: 1,
    dayZone: 'UTC',
  },
  twitter: { cpm: 6, clickRate: 0.009, conversionRate: 0.015, value: 60, dailyPace: [0.9, 1], conversionStep: 1 },
  snapchat: { cpm: 4, clickRate: 0.008, conversionRate: 0.014, value: 50, dailyPace: [0.92, 1], conversionStep: 1 },
};
