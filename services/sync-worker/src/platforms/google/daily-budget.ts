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

/** A campaign that spends less than planned is given the rest once it amounts to this part of the budget. */
const shortfallWorthSpreading = 0.1;

/**
 * The daily amount to set, or `undefined` when the present one stands. It stands when it is what this same budget gave on
 * some day of the flight so far, plans no more than what remains, and leaves less than a tenth of the budget unplanned:
 * then only days have gone by. Anything else is a changed budget, an edit by somebody, or spending off the plan.
 */
export const dailyAmountToSet = (presentMicros: number | null, pacing: Pacing): number | undefined => {
  const { budgetMicros, spend, first, last, unitMicros } = pacing;
  const today = earlierDate(laterDate(pacing.today, first), last);
  const spentToday = total(spend.filter(({ date }) => date === today));
  const wanted = amountOn(today, pacing, spentToday);
  if (presentMicros === wanted) return undefined;
  if (presentMicros === null) return wanted;

  const remaining = budgetMicros - total(spend.filter(({ date }) => date < today));
  const planned = Math.max(spentToday, presentMicros) + presentMicros * (daysBetween(today, last) - 1);
  const isTooMuch = planned > Math.max(remaining, unitMicros);
  const isMuchTooLittle = remaining - planned > budgetMicros * shortfallWorthSpreading;
  if (isTooMuch || isMuchTooLittle) return wanted;

  const days = Array.from({ length: Math.max(1, daysBetween(first, today)) }, (_, index) => addDays(first, index));
  return days.some((day) => amountOn(day, pacing, 0) === presentMicros) ? undefined : wanted;
};
