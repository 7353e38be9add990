/** Calendar arithmetic in an account's time zone. Dates are `YYYY-MM-DD`. */

const dayMs = 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat>();
const formatOf = (timeZone: string): Intl.DateTimeFormat => {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'longOffset',
  });
  formats.set(timeZone, format);
  return format;
};

const partsOf = (at: Date, timeZone: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );

/** The date that an instant falls on. Throws `RangeError` for an unknown time zone. */
export const dateIn = (timeZone: string, at: Date): string => {
  const { year, month, day } = partsOf(at, timeZone) as { year: string; month: string; day: string };
  return `${year}-${month}-${day}`;
};

/** `2026-12-01T00:00:00-0800`: local time with its offset. */
export const zonedIso = (timeZone: string, at: Date): string => {
  const parts = partsOf(at, timeZone) as Record<'hour' | 'minute' | 'second' | 'timeZoneName', string>;
  const offset = parts.timeZoneName.replace('GMT', '').replace(':', '') || '+0000';
  return `${dateIn(timeZone, at)}T${parts.hour}:${parts.minute}:${parts.second}${offset}`;
};

/** How far the zone's clocks are ahead of UTC at a whole second. */
const offsetMs = (timeZone: string, at: Date): number =>
  Date.parse(`${zonedIso(timeZone, at).slice(0, 19)}Z`) - at.getTime();

/**
 * The first moment of a date: midnight or, where clocks jump over midnight, that jump. So the day from one to the next has
 * 23 or 25 hours when summer time begins or ends.
 */
export const startOfDay = (timeZone: string, date: string): Date => {
  const local = Date.parse(date);
  const moments = [local - dayMs, local + dayMs]
    .map((near) => local - offsetMs(timeZone, new Date(near)))
    .sort((one, other) => one - other);
  return new Date(moments.find((moment) => dateIn(timeZone, new Date(moment)) === date) ?? local);
};

export const addDays = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * dayMs).toISOString().slice(0, 10);

/** Days from the first to the last, both counted; 0 or less when the last lies before the first. */
export const daysBetween = (first: string, last: string): number => (Date.parse(last) - Date.parse(first)) / dayMs + 1;

export const laterDate = (one: string, other: string): string => (one > other ? one : other);
export const earlierDate = (one: string, other: string): string => (one < other ? one : other);

/** First and last day that a flight touches; its end is exclusive. */
export const flightDays = (
  flight: Readonly<{ startAt: string; endAt: string }>,
  timeZone: string,
): Readonly<{ first: string; last: string }> => ({
  first: dateIn(timeZone, new Date(flight.startAt)),
  last: dateIn(timeZone, new Date(Date.parse(flight.endAt) - 1)),
});

/** Consecutive ranges of at most `maxDays` days that cover a range; none for an empty one. */
export const dateChunks = (
  { since, until }: Readonly<{ since: string; until: string }>,
  maxDays: number,
): readonly Readonly<{ since: string; until: string }>[] => {
  if (since > until) return [];
  const end = earlierDate(addDays(since, maxDays - 1), until);
  return [{ since, until: end }, ...dateChunks({ since: addDays(end, 1), until }, maxDays)];
};
