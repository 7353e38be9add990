import type { Flight } from '@campaigns/contracts';
import { type FlightDay, firstOpenDay, flightDays, secondsPerDay } from './account-days.ts';
import { forecast } from './forecast.ts';
import { deciles, type Likelihood, probabilityAbove, together } from './likelihood.ts';

/** What is known of the spend on one platform. Amounts in micros, all in one currency. */
export type Spending = Readonly<{
  budgetMicros: number;
  /** `null` before the first deployment. */
  flight: Flight | null;
  /** Of the ad account: its days are the days of the results. */
  timeZone: string;
  /** Spends at the moment; what is paused or gone is expected to cost nothing more. */
  isDelivering: boolean;
  /**
   * Instant of the last successful look at the results; `null` when there was none, so that the spend is not known. Of what
   * has no campaign on the platform, the present: it is known to spend nothing.
   */
  observedAt: string | null;
  /** A day that is not named cost nothing. */
  days: readonly Readonly<{ date: string; spendMicros: number }>[];
}>;

export type PaceStatus = 'on_track' | 'over' | 'under' | 'no_data';

/** How spend stands to its plan. The comparison ends with the last whole day, so that no day is compared before it is over. */
export type Pace = Readonly<{
  budgetMicros: number;
  /** The last day that is compared; `null` while there is none. */
  through: string | null;
  /** From 0 to 1: the part of the flight that lies in the days that are compared. */
  elapsed: number;
  /** Of the budget in a straight line over the flight, until the end of the last day that is compared. */
  plannedMicros: number;
  /** Until then. */
  spentToDateMicros: number;
  /** All that was reported, with the days that are not over. */
  spentMicros: number;
  status: PaceStatus;
  /** What counts as on track, in per cent of the plan. */
  band: Readonly<{ lower: number; upper: number }>;
  /** Spend at the end of the flight; `null` while the spend is not known of all parts. */
  projected: Readonly<{ p10: number; p50: number; p90: number }> | null;
  /** From 0 to 1, that it ends above the budget. */
  overspendProbability: number | null;
  /**
   * Spend of a day from now on that would end at the budget, and of the last hours all that is missing; `null` when no time
   * remains or the spend is not known.
   */
  dailyNeededMicros: number | null;
}>;

/** What a pace is told from; those of several parts add up. */
type Course = Readonly<{
  budgetMicros: number;
  plannedMicros: number;
  spentToDateMicros: number;
  spentMicros: number;
  through: string | null;
  elapsed: number;
  remainingSeconds: number;
  /** Of the spend at the end of the flight. */
  end: Likelihood | null;
}>;

const secondsOf = (days: readonly FlightDay[]): number => days.reduce((sum, { seconds }) => sum + seconds, 0);

const spendOf = (days: Spending['days']): number => days.reduce((sum, { spendMicros }) => sum + spendMicros, 0);

/** Exact, rounded down: a budget times seconds passes what a double keeps. */
const share = (micros: number, part: number, whole: number): number =>
  Number((BigInt(micros) * BigInt(part)) / BigInt(whole));

const courseOf = ({ budgetMicros, flight, timeZone, isDelivering, observedAt, days }: Spending): Course => {
  const all = flight === null ? [] : flightDays(flight, timeZone);
  const open = observedAt === null ? '' : firstOpenDay(timeZone, observedAt);
  const whole = all.filter(({ date }) => date < open);
  const remaining = all.slice(whole.length);
  const spentMicros = spendOf(days);
  const through = whole.at(-1)?.date ?? null;
  const nothing = { budgetMicros, spentMicros, plannedMicros: 0, spentToDateMicros: 0 };
  if (through === null) {
    return { ...nothing, through, elapsed: 0, remainingSeconds: secondsOf(all), end: null };
  }
  const spentToDateMicros = spendOf(days.filter(({ date }) => date <= through));
  const byDate = new Map(days.map(({ date, spendMicros }) => [date, spendMicros]));
  const rest = isDelivering
    ? forecast(
        whole.map((day) => ({ ...day, spendMicros: byDate.get(day.date) ?? 0 })),
        remaining,
      )
    : { mean: 0, variance: 0, degrees: 1 };
  const done = secondsOf(whole);
  const total = secondsOf(all);
  return {
    ...{ budgetMicros, spentMicros, spentToDateMicros, through, elapsed: done / total },
    plannedMicros: share(budgetMicros, done, total),
    remainingSeconds: total - done,
    end: { ...rest, mean: spentToDateMicros + rest.mean },
  };
};

/** A part of which nothing is known has no place in the comparison: its plan would look unspent. */
const sumOf = (courses: readonly Course[]): Course => {
  const known = courses.filter(({ through }) => through !== null);
  const total = (value: (course: Course) => number, of = courses): number =>
    of.reduce((sum, course) => sum + value(course), 0);
  const ends = courses.flatMap(({ end }) => end ?? []);
  const knownBudget = total(({ budgetMicros }) => budgetMicros, known);
  return {
    budgetMicros: total(({ budgetMicros }) => budgetMicros),
    plannedMicros: total(({ plannedMicros }) => plannedMicros, known),
    spentToDateMicros: total(({ spentToDateMicros }) => spentToDateMicros, known),
    spentMicros: total(({ spentMicros }) => spentMicros),
    through: known.map(({ through }) => through).toSorted()[0] ?? null,
    elapsed: knownBudget === 0 ? 0 : total(({ elapsed, budgetMicros }) => elapsed * budgetMicros, known) / knownBudget,
    remainingSeconds: Math.max(0, ...courses.map(({ remainingSeconds }) => remainingSeconds)),
    end: ends.length === courses.length && ends.length > 0 ? together(ends) : null,
  };
};

/** 75 to 125 % of the plan when the flight begins, narrowing in a straight line to 99 to 101 % at its end. */
export const bandAt = (elapsed: number): Pace['band'] => ({ lower: 75 + 24 * elapsed, upper: 125 - 24 * elapsed });

const statusOf = (
  { through, plannedMicros, spentToDateMicros }: Course,
  { lower, upper }: Pace['band'],
): PaceStatus => {
  if (through === null) return 'no_data';
  if (spentToDateMicros < Math.floor((plannedMicros * lower) / 100)) return 'under';
  return spentToDateMicros > Math.ceil((plannedMicros * upper) / 100) ? 'over' : 'on_track';
};

const paceOf = (course: Course): Pace => {
  const { budgetMicros, through, elapsed, plannedMicros, spentToDateMicros, spentMicros, remainingSeconds, end } =
    course;
  const band = bandAt(elapsed);
  const atLeastSpent = (micros: number): number => Math.max(spentMicros, Math.round(micros));
  const projected = end === null ? null : deciles(end);
  const missing = Math.max(0, budgetMicros - spentToDateMicros);
  return {
    ...{ budgetMicros, through, elapsed, plannedMicros, spentToDateMicros, spentMicros, band },
    status: statusOf(course, band),
    projected: projected && {
      p10: atLeastSpent(projected.p10),
      p50: atLeastSpent(projected.p50),
      p90: atLeastSpent(projected.p90),
    },
    overspendProbability: end === null ? null : spentMicros > budgetMicros ? 1 : probabilityAbove(end, budgetMicros),
    dailyNeededMicros:
      end === null || remainingSeconds === 0
        ? null
        : share(missing, secondsPerDay, Math.max(remainingSeconds, secondsPerDay)),
  };
};

/**
 * The pace of each part, and of all together. Pure: the present does not come in but by when each part was last observed, so
 * that neither a day that goes on nor results that are late look like money that is not spent.
 */
export const pacing = (parts: readonly Spending[]): Readonly<{ whole: Pace; parts: readonly Pace[] }> => {
  const courses = parts.map(courseOf);
  return { whole: paceOf(sumOf(courses)), parts: courses.map(paceOf) };
};
