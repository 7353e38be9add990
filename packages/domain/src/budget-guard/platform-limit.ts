import type { Platform } from '@campaigns/contracts';

/** The budget that a platform has confirmed for the whole flight, and whether it holds it as one amount or by the day. */
export type LiveBudget = Readonly<{ micros: number; heldPer: 'flight' | 'day' }>;

/**
 * The most that a platform spends on one day, in per cent of its daily budget. Google Ads: twice, and 30.4 times in a month,
 * which a flight of two weeks never comes to. Meta: three quarters more, which it evens out from Sunday to Saturday. LinkedIn:
 * half more; TikTok: a quarter more. X and Snapchat name no figure and get that of Google, the greatest.
 */
const mostOfDayPercent: Readonly<Record<Platform, number>> = {
  ...{ meta: 175, google: 200, tiktok: 125 },
  ...{ linkedin: 150, twitter: 200, snapchat: 200 },
};

/** One amount for the flight is where a platform stops, but for what was clicked at the last moment: so much is ours to assume. */
const mostOfFlightPercent = 101;

/**
 * What a platform could cost in all with this budget. A budget by the day counts as if every day went to its limit: the days
 * that have gone by do not tell what the last one may take.
 */
export const mostWithBudget = (platform: Platform, { micros, heldPer }: LiveBudget): number =>
  Math.round((micros * (heldPer === 'day' ? mostOfDayPercent[platform] : mostOfFlightPercent)) / 100);
