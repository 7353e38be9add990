import {
  type CampaignSpec,
  currencyExponent,
  microsPerUnit,
  type PlanRemark,
  type Platform,
  smallestUnitMicros,
  toDecimal,
} from '@campaigns/contracts';
import { dateIn, daysBetween, flightDays, laterDate } from './calendar.ts';
import type { AdAccount } from './platform-port.ts';

type About = Readonly<{ currency: string; days: number; hasAds: boolean }>;

/** What is documented, in currency units; where a platform is silent, so is this. */
type Least = Readonly<{
  name: string;
  /** A budget for the flight below this is refused. */
  flight: (about: About) => number | undefined;
  /** What a day is said to need, by currency; the platform's own word counts. */
  day?: Readonly<Record<string, number>>;
}>;

const inDollars =
  (units: number): Least['flight'] =>
  ({ currency }) =>
    currency === 'USD' ? units : undefined;

const least: Readonly<Record<Platform, Least>> = {
  meta: { name: 'Meta', flight: () => undefined, day: { USD: 0.5 } },
  // Its budget is for a day, and no less than one smallest unit.
  google: { name: 'Google', flight: ({ currency, days }) => toDecimal(smallestUnitMicros(currency)) * days },
  tiktok: {
    ...{ name: 'TikTok', flight: inDollars(50) },
    day: {
      ...{ USD: 20, EUR: 20, GBP: 15, CAD: 25, AUD: 30, SGD: 25, BRL: 100, HKD: 150, MXN: 350, PLN: 80 },
      ...{ INR: 1_500, JPY: 2_500, TRY: 600 },
    },
  },
  linkedin: { name: 'LinkedIn', flight: inDollars(100), day: { USD: 10 } },
  twitter: { name: 'X', flight: () => undefined },
  // Of the ad squad, in any currency.
  snapchat: { name: 'Snapchat', flight: ({ hasAds }) => (hasAds ? 5 : undefined) },
};

/** Days that a flight can still use, in the account's time zone. */
const daysLeft = ({ flight }: CampaignSpec, { timeZone }: AdAccount, now: Date): number => {
  const { first, last } = flightDays(flight, timeZone);
  return Math.max(1, daysBetween(laterDate(first, dateIn(timeZone, now)), last));
};

const amount = (units: number, currency: string): string => `${units.toFixed(currencyExponent(currency))} ${currency}`;

const isBelow = (micros: number, units: number): boolean => micros < Math.round(units * microsPerUnit);

/** What is said of a budget that is small for its platform. */
export const budgetRemarks = (
  platform: Platform,
  spec: CampaignSpec,
  account: AdAccount,
  { now, hasAds }: Readonly<{ now: Date; hasAds: boolean }>,
): readonly PlanRemark[] => {
  const { currency, micros } = spec.budget;
  const { name, flight, day } = least[platform];
  const days = daysLeft(spec, account, now);
  const given = amount(toDecimal(micros), currency);
  const needed = flight({ currency, days, hasAds });
  if (needed !== undefined && isBelow(micros, needed)) {
    const message = `${name} takes no budget below ${amount(needed, currency)}; this one is ${given}`;
    return [{ isBlocking: true, code: 'budget-too-small', message }];
  }
  if (day === undefined) return [];
  const ofDay = day[currency];
  if (ofDay === undefined) {
    const message = `What ${name} takes at least in ${currency} is not known here`;
    return [{ isBlocking: false, code: 'least-budget-unknown', message }];
  }
  if (!isBelow(micros, ofDay * days)) return [];
  const whole = `${amount(ofDay, currency)} a day, which is ${amount(ofDay * days, currency)} for ${days} days`;
  return [{ isBlocking: false, code: 'budget-low', message: `${name} is said to need ${whole}; this one is ${given}` }];
};
