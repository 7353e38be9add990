import type { Platform } from './vocabulary.ts';

/**
 * For how many days each platform may still change what it reported of a day; those days are read again, and figures of
 * them are not yet mature.
 */
export const restatementDays: Readonly<Record<Platform, number>> = {
  /** Attribution windows end after 28 days, and deleted ads report for as long; nothing is restated later than that. */
  meta: 28,
  /** Conversions are credited for as long as a conversion window lasts, which is up to 90 days. */
  google: 90,
  /** A conversion is counted on the day of its click, up to 28 days later: the longest window that TikTok attributes in. */
  tiktok: 28,
  /** LinkedIn restates conversions without saying for how long; 28 days is the longest that is known of Meta's. */
  linkedin: 28,
  /** Spend may move for 14 days (X's documentation). How long conversions do it does not say; they come later than spend. */
  twitter: 28,
  /** Purchases count for 28 days after a swipe. */
  snapchat: 28,
};
