import { isDate } from '../../../time/zone.ts';
import { type Condition, type Literal, queryError } from './query.ts';

/** Both ends inclusive, `yyyy-MM-dd`; an absent one is open. */
export type DateRange = Readonly<{ since?: string; until?: string }>;

/** The range as of a day, for words such as LAST_7_DAYS. */
export type RangeOn = (today: string) => DateRange;

const plusDays = (date: string, days: number): string => {
  const shifted = new Date(`${date}T00:00:00Z`);
  shifted.setUTCDate(shifted.getUTCDate() + days);
  return shifted.toISOString().slice(0, 10);
};

const between = (since: string, until: string): DateRange => ({ since, until });
const weekday = (date: string): number => new Date(`${date}T00:00:00Z`).getUTCDay();

/** The last day before today that has the number of a weekday, 0 for Sunday; today itself counts. */
const latest = (today: string, day: number): string => plusDays(today, -((weekday(today) - day + 7) % 7));
const firstOfMonth = (date: string): string => `${date.slice(0, 7)}-01`;

const lastDays =
  (count: number): ((today: string) => DateRange) =>
  (today) =>
    between(plusDays(today, -count), plusDays(today, -1));

const periods: Readonly<Record<string, (today: string) => DateRange>> = {
  TODAY: (today) => between(today, today),
  YESTERDAY: lastDays(1),
  LAST_7_DAYS: lastDays(7),
  LAST_14_DAYS: lastDays(14),
  LAST_30_DAYS: lastDays(30),
  THIS_WEEK_SUN_TODAY: (today) => between(latest(today, 0), today),
  THIS_WEEK_MON_TODAY: (today) => between(latest(today, 1), today),
  LAST_WEEK_SUN_SAT: (today) => between(plusDays(latest(today, 0), -7), plusDays(latest(today, 0), -1)),
  LAST_WEEK_MON_SUN: (today) => between(plusDays(latest(today, 1), -7), plusDays(latest(today, 1), -1)),
  LAST_BUSINESS_WEEK: (today) => between(plusDays(latest(today, 1), -7), plusDays(latest(today, 1), -3)),
  THIS_MONTH: (today) => between(firstOfMonth(today), today),
  LAST_MONTH: (today) => {
    const lastDay = plusDays(firstOfMonth(today), -1);
    return between(firstOfMonth(lastDay), lastDay);
  },
};

const dateIn = (literal: Literal | undefined): string => {
  if (literal?.quoted === true && isDate(literal.text)) return literal.text;
  throw queryError('INVALID_DATE_FORMAT', `'${literal?.text ?? ''}' is not a date written 'yyyy-MM-dd'.`);
};

const rangeOf = ({ field, operator, values }: Condition): RangeOn => {
  const [first, second] = values;
  switch (operator) {
    case 'BETWEEN': {
      const [since, until] = [dateIn(first), dateIn(second)];
      if (since <= until) return () => between(since, until);
      throw queryError('INVALID_VALUE_WITH_BETWEEN_OPERATOR', `'${since}' is after '${until}'.`);
    }
    case 'DURING': {
      const period = first === undefined ? undefined : periods[first.text.toUpperCase()];
      if (period !== undefined) return period;
      throw queryError('INVALID_VALUE_WITH_DURING_OPERATOR', `'${first?.text ?? ''}' is no date range.`);
    }
    case '=': {
      const date = dateIn(first);
      return () => between(date, date);
    }
    case '>=':
    case '>': {
      const since = plusDays(dateIn(first), operator === '>' ? 1 : 0);
      return () => ({ since });
    }
    case '<=':
    case '<': {
      const until = plusDays(dateIn(first), operator === '<' ? -1 : 0);
      return () => ({ until });
    }
    default:
      throw queryError('OPERATOR_FIELD_MISMATCH', `the operator '${operator}' does not go with ${field}.`);
  }
};

const narrower = (one: DateRange, other: DateRange): DateRange => {
  const since = [one.since, other.since]
    .filter((date) => date !== undefined)
    .sort()
    .at(-1);
  const until = [one.until, other.until]
    .filter((date) => date !== undefined)
    .sort()
    .at(0);
  return { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) };
};

/** The days in which all of the conditions hold; undefined without conditions. Throws `Refusal` with a queryError. */
export const dateRangeOf = (conditions: readonly Condition[]): RangeOn | undefined => {
  if (conditions.length === 0) return undefined;
  const ranges = conditions.map(rangeOf);
  return (today) => ranges.map((range) => range(today)).reduce(narrower);
};

export const hasBothEnds = (range: RangeOn | undefined): boolean => {
  const { since, until } = range?.('2000-01-01') ?? {};
  return since !== undefined && until !== undefined;
};
