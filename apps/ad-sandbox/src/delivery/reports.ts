import { settleReviews } from '../state/apply-child-fact.ts';
import type { Campaign } from '../state/campaign.ts';
import { simulatedAt } from '../state/deliver.ts';
import { keyOf } from '../state/state.ts';
import type { Store } from '../state/store.ts';
import { dayMillis } from '../time/zone.ts';
import { spentDays } from './ledger.ts';
import { type Maturity, type Results, resultsOfDay } from './results.ts';

/** One local day of one campaign, dated in the ad account's time zone. */
export type DailyRow = Results & Readonly<{ date: string }>;

/** `number` counts from the campaign's first day, `end` is when the day is over on its calendar. */
export type NumberedRow = DailyRow & Readonly<{ number: number; end: number }>;

/** Its own calendar for a campaign that has ever been active, real time for the others. Epoch ms. */
export const campaignNow = ({ state, now }: Store, campaign: Campaign): number => {
  settleReviews(state, now());
  const flight = state.flights.get(keyOf(campaign.platform, campaign.id));
  return flight === undefined ? now() : simulatedAt(state, flight, now());
};

/** Every day with delivery so far, oldest first; the current day is partial. Both ends of a range are inclusive dates. */
export const numberedRows = (
  store: Store,
  campaign: Campaign,
  range: Readonly<{ since?: string; until?: string }> = {},
): NumberedRow[] => {
  settleReviews(store.state, store.now());
  const flight = store.state.flights.get(keyOf(campaign.platform, campaign.id));
  if (flight === undefined) return [];
  const instant = simulatedAt(store.state, flight, store.now());
  const { since = '', until = '9999-12-31' } = range;
  return spentDays(flight.ledger, instant)
    .filter(({ date }) => date >= since && date <= until)
    .map(({ date, number, end, spendMicros }) => {
      const age = Math.floor((instant - end) / dayMillis);
      const maturity: Maturity = age < 1 ? 0 : age < 2 ? 1 : 2;
      return {
        date,
        number,
        end,
        ...resultsOfDay(flight.ledger, number, spendMicros, maturity, new Date(date).getUTCDay()),
      };
    });
};

export const dailyRows = (...asked: Parameters<typeof numberedRows>): DailyRow[] =>
  numberedRows(...asked).map(({ number: _number, end: _end, ...row }) => row);
