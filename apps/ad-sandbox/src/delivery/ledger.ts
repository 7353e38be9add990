import { minorUnitMicros } from '../money/currency.ts';
import type { PlatformName } from '../state/campaign.ts';
import { dayMillis, localDay } from '../time/zone.ts';
import type { Profile } from './profile.ts';
import { profiles } from './profile.ts';
import { between, hashOf, unitOf } from './random.ts';

/** What delivery obeys from some simulated instant on. Times are epoch ms of the campaign's own calendar. */
export type Terms = Readonly<{
  active: boolean;
  /** With `dailyCapMicros`, a day of a lifetime budget costs no more than that. */
  budget: Readonly<{ kind: 'daily' | 'lifetime' | 'none'; micros: number; dailyCapMicros?: number }>;
  startAt: number | undefined;
  endAt: number | undefined;
}>;

/** Spend of one local day; `number` counts from the campaign's first day, `end` is when the day is over. */
export type SpentDay = Readonly<{ date: string; number: number; end: number; spendMicros: number }>;

type Stretch = Readonly<{ from: number; to: number; plannedMicros: number; day: Omit<SpentDay, 'spendMicros'> }>;

/** The spending of one campaign. Closed stretches are final; the open one is computed for the instant that is asked for. */
export type Ledger = {
  readonly origin: number;
  readonly firstDay: number;
  readonly timeZone: string;
  readonly currency: string;
  readonly profile: Profile;
  readonly hash: number;
  terms: Terms;
  cursor: number;
  spentMicros: number;
  days: SpentDay[];
  open: Stretch | undefined;
};

const paceSalt = 7;
const flightWithoutEndDays = 30;

export const openLedger = (
  campaign: Readonly<{ platform: PlatformName; key: string; seed: number; timeZone: string; currency: string }>,
  origin: number,
  terms: Terms,
): Ledger => ({
  origin,
  firstDay: localDay(campaign.timeZone, origin).number,
  timeZone: campaign.timeZone,
  currency: campaign.currency,
  profile: profiles[campaign.platform],
  hash: hashOf(campaign.seed, campaign.key),
  terms,
  cursor: origin,
  spentMicros: 0,
  days: [],
  open: undefined,
});

/** A lifetime budget is spread over what is left of the flight, and can never be passed: the last stretch gets the rest. */
const lifetimePlan = (ledger: Ledger, from: number, to: number, noise: number): number => {
  const left = Math.max(0, ledger.terms.budget.micros - ledger.spentMicros);
  const assumedEnd = Math.max(ledger.origin + flightWithoutEndDays * dayMillis, from + dayMillis);
  const flightLeft = (ledger.terms.endAt ?? assumedEnd) - from;
  if (to - from >= flightLeft) return left;
  return Math.min(left, Math.floor(((left * (to - from)) / flightLeft) * between(noise, 0.85, 1.15)));
};

/** The part of a day's cap that a part of the day may cost; there is no end to it where there is no cap. */
const capOf = (dailyCapMicros: number | undefined, partOfDay: number): number =>
  Math.floor((dailyCapMicros ?? Number.POSITIVE_INFINITY) * partOfDay);

const nextStretch = (ledger: Ledger): Stretch | undefined => {
  const { active, budget, startAt, endAt } = ledger.terms;
  if (!active || budget.kind === 'none') return undefined;
  if (budget.kind === 'lifetime' && ledger.spentMicros >= budget.micros) return undefined;
  const from = Math.max(ledger.cursor, startAt ?? ledger.cursor);
  if (endAt !== undefined && from >= endAt) return undefined;
  const day = localDay(ledger.timeZone, from);
  const number = day.number - ledger.firstDay;
  const to = Math.min(day.end, endAt ?? day.end);
  const noise = unitOf(ledger.hash, number, paceSalt);
  const [low, high] = ledger.profile.dailyPace;
  const plannedMicros =
    budget.kind === 'daily'
      ? Math.floor((budget.micros * between(noise, low, high) * (to - from)) / (day.end - day.start))
      : Math.min(
          lifetimePlan(ledger, from, to, noise),
          capOf(budget.dailyCapMicros, (to - from) / (day.end - day.start)),
        );
  return { from, to, plannedMicros, day: { date: day.date, number, end: day.end } };
};

const spentIn = (stretch: Stretch, instant: number): number =>
  instant >= stretch.to
    ? stretch.plannedMicros
    : Math.floor((stretch.plannedMicros * Math.max(0, instant - stretch.from)) / (stretch.to - stretch.from));

/** Whole smallest units only; what is cut off here is carried, so days add up to the total exactly. */
const billed = (ledger: Ledger, addedMicros: number): number => {
  const unit = minorUnitMicros(ledger.currency);
  const before = Math.floor(ledger.spentMicros / unit);
  return (Math.floor((ledger.spentMicros + addedMicros) / unit) - before) * unit;
};

const withSpend = (days: readonly SpentDay[], day: Stretch['day'], spendMicros: number): SpentDay | undefined => {
  const last = days.at(-1);
  if (last?.date === day.date) return { ...last, spendMicros: last.spendMicros + spendMicros };
  return spendMicros > 0 ? { ...day, spendMicros } : undefined;
};

const close = (ledger: Ledger, stretch: Stretch, instant: number): void => {
  const spent = spentIn(stretch, instant);
  const row = withSpend(ledger.days, stretch.day, billed(ledger, spent));
  if (row !== undefined) {
    if (ledger.days.at(-1)?.date === row.date) ledger.days.pop();
    ledger.days.push(row);
  }
  ledger.spentMicros += spent;
  ledger.cursor = Math.min(stretch.to, Math.max(instant, stretch.from));
  ledger.open = undefined;
};

/** Closes every stretch that is over at the instant. */
const advance = (ledger: Ledger, instant: number): void => {
  while (ledger.cursor < instant || ledger.open !== undefined) {
    ledger.open ??= nextStretch(ledger);
    if (ledger.open === undefined) {
      ledger.cursor = instant;
      return;
    }
    if (ledger.open.to > instant) return;
    close(ledger, ledger.open, instant);
  }
};

/** From the instant on other terms hold; what was spent until then stays as it is. */
export const changeTerms = (ledger: Ledger, instant: number, terms: Terms): void => {
  const at = Math.max(instant, ledger.cursor);
  advance(ledger, at);
  if (ledger.open !== undefined && at > ledger.open.from) close(ledger, ledger.open, at);
  ledger.open = undefined;
  ledger.cursor = at;
  ledger.terms = terms;
};

/** Days with spend until the instant, oldest first. The last may still be growing. */
export const spentDays = (ledger: Ledger, instant: number): readonly SpentDay[] => {
  advance(ledger, instant);
  const { open, days } = ledger;
  if (open === undefined || instant <= open.from) return days;
  const row = withSpend(days, open.day, billed(ledger, spentIn(open, instant)));
  if (row === undefined) return days;
  return days.at(-1)?.date === row.date ? [...days.slice(0, -1), row] : [...days, row];
};
