import type { Flight } from '@campaigns/contracts';

/** A day of an account and how much of it lies in the flight, in seconds of the clock there: a whole day has 86,400. */
export type FlightDay = Readonly<{ date: string; seconds: number }>;

export const secondsPerDay = 86_400;
const dayMs = 86_400_000;

/** Google's cost is complete after 3 hours; no other platform says that it takes longer. */
const reportingLagMs = 3 * 3_600_000;

const formats = new Map<string, Intl.DateTimeFormat>();
const formatOf = (timeZone: string): Intl.DateTimeFormat => {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  formats.set(timeZone, format);
  return format;
};

/** What calendar and clock show there. Throws RangeError for a time zone that there is not. */
const shown = (timeZone: string, atMs: number): Readonly<{ date: string; second: number }> => {
  // In Swedish, 2026-03-01 14:05:09.
  const [date = '', time = ''] = formatOf(timeZone).format(atMs).split(' ');
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number);
  return { date, second: hours * 3_600 + minutes * 60 + seconds };
};

/** The day that it is there at an instant. Throws RangeError for a time zone that there is not. */
export const dateIn = (timeZone: string, atMs: number): string => shown(timeZone, atMs).date;

const nextDate = (date: string): string => new Date(Date.parse(date) + dayMs).toISOString().slice(0, 10);

/** The days of a flight on an account, the first and the last with the part that lies in it. */
export const flightDays = ({ startAt, endAt }: Flight, timeZone: string): readonly FlightDay[] => {
  const start = shown(timeZone, Date.parse(startAt));
  const end = shown(timeZone, Date.parse(endAt));
  const days: FlightDay[] = [];
  for (let { date } = start; date <= end.date; date = nextDate(date)) {
    const from = date === start.date ? start.second : 0;
    const to = date === end.date ? end.second : secondsPerDay;
    if (to > from) days.push({ date, seconds: to - from });
  }
  return days;
};

/** The first day of an account that is not whole in what was observed at an instant: it goes on, or is not all reported yet. */
export const firstOpenDay = (timeZone: string, observedAt: string): string =>
  dateIn(timeZone, Date.parse(observedAt) - reportingLagMs);
