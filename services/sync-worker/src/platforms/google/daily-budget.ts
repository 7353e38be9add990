import type { Likeness } from '@campaigns/domain';
import { addDays, daysBetween, earlierDate, laterDate } from '../calendar.ts';
import type { DaySpend } from '../platform-port.ts';

/**
 * Google's budgets are daily and ours are for a whole flight, so the daily amount is what remains, spread over the days
 * that remain, rounded DOWN to the currency's smallest unit: the daily amounts of those days then never add up to more than
 * what remains. It is at least one unit, because Google takes no budget of nothing.
 *
 * "What remains" is the budget without what earlier days cost. Today's spending is part of today's daily amount; when it is
 * already above that (Google may deliver more than the daily amount on a single day), it is set aside and the rest is
 * spread over the days after today.
 */
export const dailyAmountMicros = ({
  budgetMicros,
  spentBeforeMicros,
  spentTodayMicros,
  daysLeft,
  unitMicros,
}: Readonly<{
  budgetMicros: number;
  /** On all days before today. */
  spentBeforeMicros: number;
  spentTodayMicros: number;
  /** Today counted. */
  daysLeft: number;
  unitMicros: number;
}>): number => {
  const remaining = Math.max(0, budgetMicros - spentBeforeMicros);
  const spread = (micros: number, days: number): number =>
    Math.max(unitMicros, Math.floor(micros / Math.max(1, days) / unitMicros) * unitMicros);
  const even = spread(remaining, daysLeft);
  return spentTodayMicros > even && daysLeft > 1
    ? spread(Math.max(0, remaining - spentTodayMicros), daysLeft - 1)
    : even;
};

export type Pacing = Readonly<{
  budgetMicros: number;
  spend: readonly DaySpend[];
  /** First and last day of the flight, and today; dates in the account's time zone. */
  first: string;
  last: string;
  today: string;
  unitMicros: number;
}>;

const total = (spend: readonly DaySpend[]): number => spend.reduce((sum, { micros }) => sum + micros, 0);

/** What the daily amount would be, seen from a day of the flight. */
const amountOn = (day: string, { budgetMicros, spend, last, unitMicros }: Pacing, spentTodayMicros: number): number =>
  dailyAmountMicros({
    budgetMicros,
    spentBeforeMicros: total(spend.filter(({ date }) => date < day)),
    spentTodayMicros,
    daysLeft: daysBetween(day, last),
    unitMicros,
  });

const datesUpTo = (today: string, { first }: Pacing): readonly string[] =>
  Array.from({ length: Math.max(1, daysBetween(first, today)) }, (_, index) => addDays(first, index));

/** The flight's day that it is, or the nearest one before or after the flight. */
const dayOf = ({ today, first, last }: Pick<Pacing, 'today' | 'first' | 'last'>): string =>
  earlierDate(laterDate(today, first), last);

const spentOn = (day: string, { spend }: Pick<Pacing, 'spend'>): number =>
  total(spend.filter(({ date }) => date === day));

/** A campaign that spends less than planned is given the rest once it amounts to this part of the budget. */
const shortfallWorthSpreading = 0.1;

/**
 * The daily amount to set, or `undefined` when the present one stands. It stands when it is what this same budget gave on
 * some day of the flight so far, plans no more than what remains, and leaves less than a tenth of the budget unplanned:
 * then only days have gone by. Anything else is a changed budget, an edit by somebody, or spending off the plan.
 */
export const dailyAmountToSet = (presentMicros: number | null, pacing: Pacing): number | undefined => {
  const { budgetMicros, spend, last, unitMicros } = pacing;
  const today = dayOf(pacing);
  const spentToday = spentOn(today, pacing);
  const wanted = amountOn(today, pacing, spentToday);
  if (presentMicros === wanted) return undefined;
  if (presentMicros === null) return wanted;

  const remaining = budgetMicros - total(spend.filter(({ date }) => date < today));
  const planned = Math.max(spentToday, presentMicros) + presentMicros * (daysBetween(today, last) - 1);
  const isTooMuch = planned > Math.max(remaining, unitMicros);
  const isMuchTooLittle = remaining - planned > budgetMicros * shortfallWorthSpreading;
  if (isTooMuch || isMuchTooLittle) return wanted;

  return datesUpTo(today, pacing).some((day) => amountOn(day, pacing, 0) === presentMicros) ? undefined : wanted;
};

/** Days are restated by about so much of what they cost, and the one that has just ended comes in late. */
const restatedShare = 0.02;
const lateShare = 0.2;

/** By how much an amount that was given on a day may be off what is computed for that day now. */
const restated = (day: string, pacing: Pacing): number => {
  const before = total(pacing.spend.filter(({ date }) => date < day));
  return (before * restatedShare + spentOn(addDays(day, -1), pacing) * lateShare) / daysBetween(day, pacing.last);
};

/**
 * Whether the budget gave this amount on some day of the flight, as far as that can still be told: then nobody has changed
 * it since. Where a day cost more than its share, it was somewhere between that share and what was left for the days after.
 */
const wasGiven = (presentMicros: number, pacing: Pacing): boolean =>
  datesUpTo(dayOf(pacing), pacing).some((day) => {
    const most = amountOn(day, pacing, 0);
    const least = Math.min(most, amountOn(day, pacing, spentOn(day, pacing)));
    const margin = restated(day, pacing);
    return presentMicros >= least - margin && presentMicros <= most + margin;
  });

/**
 * What the present daily amount has to do with a budget: what it comes out as (`equivalent`), what it came out as before days
 * went by or spending left the plan (`outdated`), or neither.
 */
export const dailyLikeness = (
  presentMicros: number | null,
  pacing: Pacing,
): Readonly<{ likeness: Exclude<Likeness, 'same'>; wantedMicros: number }> => {
  const toSet = dailyAmountToSet(presentMicros, pacing);
  const today = dayOf(pacing);
  const wantedMicros = toSet ?? amountOn(today, pacing, spentOn(today, pacing));
  if (toSet === undefined) return { likeness: 'equivalent', wantedMicros };
  const isOurs = presentMicros !== null && wasGiven(presentMicros, pacing);
  return { likeness: isOurs ? 'outdated' : 'different', wantedMicros };
};

/**
 * The flight's budget of which the present daily amount is today's, the other way round from `dailyAmountMicros`: what was
 * spent on the days before, and that amount for today and each day after; what today cost, where that is already more.
 */
export const budgetOfDaily = (presentMicros: number, pacing: Omit<Pacing, 'budgetMicros'>): number => {
  const today = dayOf(pacing);
  const spentBefore = total(pacing.spend.filter(({ date }) => date < today));
  const daysLeft = daysBetween(today, pacing.last);
  const spentToday = daysLeft > 1 ? spentOn(today, pacing) : 0;
  return spentBefore + Math.max(spentToday, presentMicros) + presentMicros * (daysLeft - 1);
};
