export const dayMillis = 86_400_000;
const bucketMillis = 1_800_000;
const rememberedOffsets = 50_000;

type Zone = Readonly<{ format: Intl.DateTimeFormat; offsets: Map<number, number> }>;
const zones = new Map<string, Zone>();

const zoneOf = (timeZone: string): Zone => {
  const known = zones.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  const zone = { format, offsets: new Map<number, number>() };
  zones.set(timeZone, zone);
  return zone;
};

const parsedOffset = (text: string): number => {
  const match = /GMT([+-])(\d{2}):(\d{2})(?::(\d{2}))?$/.exec(text);
  if (match === null) return 0;
  const [, sign, hours, minutes, seconds] = match;
  const size = Number(hours) * 3_600_000 + Number(minutes) * 60_000 + Number(seconds ?? 0) * 1000;
  return sign === '-' ? -size : size;
};

export const isTimeZone = (timeZone: string): boolean => {
  try {
    zoneOf(timeZone);
    return true;
  } catch {
    return false;
  }
};

/** Milliseconds that local time is ahead of UTC at the instant (epoch ms). */
export const offsetAt = (timeZone: string, instant: number): number => {
  if (timeZone === 'UTC') return 0;
  const { format, offsets } = zoneOf(timeZone);
  const bucket = Math.floor(instant / bucketMillis);
  const known = offsets.get(bucket);
  if (known !== undefined) return known;
  const offset = parsedOffset(format.format(bucket * bucketMillis));
  if (offsets.size >= rememberedOffsets) offsets.clear();
  offsets.set(bucket, offset);
  return offset;
};

/** The instant at which clocks of the zone show `local` (epoch ms read as if UTC); in a gap, the moment clocks jump. */
export const instantOf = (timeZone: string, local: number): number => {
  const before = offsetAt(timeZone, local - dayMillis);
  const after = offsetAt(timeZone, local + dayMillis);
  const early = local - before;
  if (before === after || offsetAt(timeZone, early) === before) return early;
  const late = local - after;
  return offsetAt(timeZone, late) === after ? late : early;
};

export type LocalDay = Readonly<{ date: string; number: number; start: number; end: number }>;

/** The calendar day of the zone that contains the instant; `number` counts days since 1970-01-01, `end` is exclusive. */
export const localDay = (timeZone: string, instant: number): LocalDay => {
  const number = Math.floor((instant + offsetAt(timeZone, instant)) / dayMillis);
  const midnight = number * dayMillis;
  return {
    date: new Date(midnight).toISOString().slice(0, 10),
    number,
    start: instantOf(timeZone, midnight),
    end: Math.max(instantOf(timeZone, midnight + dayMillis), instant + 1),
  };
};

/** `yyyy-MM-dd HH:mm:ss` in the zone. */
export const localText = (timeZone: string, instant: number): string =>
  new Date(instant + offsetAt(timeZone, instant)).toISOString().slice(0, 19).replace('T', ' ');

/** `2026-11-20T08:15:02-0800`, the way Graph answers write times. */
export const offsetText = (timeZone: string, instant: number): string => {
  const offset = offsetAt(timeZone, instant);
  const minutes = Math.abs(Math.round(offset / 60_000));
  const clock = `${String(Math.floor(minutes / 60)).padStart(2, '0')}${String(minutes % 60).padStart(2, '0')}`;
  return `${localText(timeZone, instant).replace(' ', 'T')}${offset < 0 ? '-' : '+'}${clock}`;
};

/** Epoch ms of `yyyy-MM-dd HH:mm:ss` read as if UTC, or undefined when it is no such time. */
export const parseLocalText = (text: string): number | undefined => {
  if (!/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(text)) return undefined;
  const parsed = Date.parse(`${text.replace(' ', 'T')}Z`);
  return Number.isNaN(parsed) || new Date(parsed).toISOString().slice(0, 10) !== text.slice(0, 10) ? undefined : parsed;
};

/** True for a real calendar date written `yyyy-MM-dd`. */
export const isDate = (text: unknown): text is string =>
  typeof text === 'string' && parseLocalText(`${text} 00:00:00`) !== undefined;
