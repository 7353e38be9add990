import { minorUnitMicros } from '../money/currency.ts';
import type { Campaign } from '../state/campaign.ts';
import { simulatedAt } from '../state/deliver.ts';
import { type Flight, keyOf } from '../state/state.ts';
import type { Store } from '../state/store.ts';
import { dayMillis } from '../time/zone.ts';
import { between, hashOf, unitOf } from './random.ts';
import { type DailyRow, numberedRows } from './reports.ts';

/** One local day of one ad. */
export type AdRow = DailyRow & Readonly<{ adId: string }>;

const shareSalt = 8;

/** Parts of a whole number that add up to it; the last ad gets what rounding leaves. */
const split = (total: number, cumulative: readonly number[]): readonly number[] =>
  cumulative.map((share, index) => {
    const before = index === 0 ? 0 : Math.floor(total * (cumulative[index - 1] ?? 0));
    return (index === cumulative.length - 1 ? total : Math.floor(total * share)) - before;
  });

/** How much of the day's delivery each ad has, summed up from the first to the last, which is 1. */
const cumulativeShares = (hash: number, day: number, adIds: readonly string[]): readonly number[] => {
  const weights = adIds.map((id) => between(unitOf(hashOf(hash, id), day, shareSalt), 0.5, 1.5));
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  return weights.map((weight) => {
    sum += weight;
    return sum / whole;
  });
};

/**
 * The ads that shared a day: all that were shown at some time on it, so that one that is stopped keeps what it had. A day on
 * which none was is that of the last ones before.
 */
const adsOn = ({ adPeriods }: Flight, dayStart: number, dayEnd: number): readonly string[] => {
  const begun = adPeriods.filter(({ from }) => from < dayEnd);
  const onIt = begun.filter((_, index) => (begun[index + 1]?.from ?? dayEnd) > dayStart);
  const shown = new Set(onIt.flatMap(({ adIds }) => adIds));
  return shown.size > 0 ? [...shown] : (begun.findLast(({ adIds }) => adIds.length > 0)?.adIds ?? []);
};

/**
 * The campaign's days by ad; they add up to its own exactly. None for a campaign without ads of its own. Ads that were
 * removed meanwhile are in it: what a platform shows of them is up to it.
 */
export const adRows = (
  store: Store,
  campaign: Campaign,
  range: Readonly<{ since?: string; until?: string }> = {},
): AdRow[] => {
  const flight = store.state.flights.get(keyOf(campaign.platform, campaign.id));
  if (flight === undefined) return [];
  const instant = simulatedAt(store.state, flight, store.now());
  const { hash, profile, currency } = flight.ledger;
  const unit = minorUnitMicros(currency);
  return numberedRows(store, campaign, range).flatMap((row) => {
    const adIds = adsOn(flight, row.end - dayMillis, Math.min(row.end, instant + 1));
    if (adIds.length === 0) return [];
    const shares = cumulativeShares(hash, row.number, adIds);
    const spend = split(row.spendMicros / unit, shares);
    const impressions = split(row.impressions, shares);
    const clicks = split(row.clicks, shares);
    const conversions = split(Math.round(row.conversions / profile.conversionStep), shares);
    const revenue = split(row.revenueMicros / unit, shares);
    return adIds.map((adId, index) => {
      const steps = conversions[index] ?? 0;
      return {
        ...{ adId, date: row.date },
        spendMicros: (spend[index] ?? 0) * unit,
        impressions: impressions[index] ?? 0,
        clicks: clicks[index] ?? 0,
        conversions: profile.conversionStep === 1 ? steps : steps / 100,
        revenueMicros: (revenue[index] ?? 0) * unit,
      };
    });
  });
};
