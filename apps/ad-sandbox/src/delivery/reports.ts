import { simulatedAt } from '../state/apply-fact.ts';
import type { Campaign } from '../state/campaign.ts';
import { keyOf } from '../state/state.ts';
import type { Store } from '../state/store.ts';
import { dayMillis } from '../time/zone.ts';
import { spentDays } from './ledger.ts';
import { type Maturity, type Results, resultsOfDay } from './results.ts';

/** One local day of one campaign, dated in the ad account's time zone. */
export type DailyRow = Results & Readonly<{ date: string }>;

/** Its own calendar for a campaign that has ever been active, real time for the others. Epoch ms. */
export const campaignNow = ({ state, now }: Store, campaign: Campaign): number => {
  const flight = state.flights.get(keyOf(campaign.platform, campaign.id));
  return flight === undefined ? now() : simulatedAt(state, flight, now());
};

/** Every day with delivery so far, oldest first; the current day is partial. Both ends of a range are inclusive dates. */
export const dailyRows = (
  store: Store,
  campaign: Campaign,
  range: Readonly<{ since?: string; until?: string }> = {},
): DailyRow[] => {
  const flight = store.state.flights.get(keyOf(campaign.platform, campaign.id));
  if (flight === undefined) return [];
  const instant = simulatedAt(store.state, flight, store.now());
  const { since = '', until = '9999-12-31' } = range;
  return spentDays(flight.ledger, instant)
    .filter(({ date }) => date >= since && date <= until)
    .map(({ date, number, end, spendMicros }) => {
      const age = Math.floor((instant - end) / dayMillis);
      const maturity: Maturity = age < 1 ? 0 : age < 2 ? 1 : 2;
      return { date, ...resultsOfDay(flight.ledger, number, spendMicros, maturity) };
    });
};
