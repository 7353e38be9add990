import type { SharedBudget } from '../../../state/facts.ts';
import { instantOf, localDay, localText, parseLocalText } from '../../../time/zone.ts';
import { OperationFailed } from '../failure.ts';

/** Start inclusive, end exclusive, in epoch ms; Google writes the end as the last second that is in. */
export type Flight = Readonly<{ startAt: number; endAt?: number | undefined }>;
type Place = Readonly<{ verb: 'create' | 'update'; timeZone: string }>;

const secondMillis = 1000;

const instantIn = (text: string, path: readonly string[], timeZone: string): number => {
  const local = parseLocalText(text);
  if (local !== undefined) return instantOf(timeZone, local);
  const message = `'${text}' is not a time written yyyy-MM-dd HH:mm:ss.`;
  throw new OperationFailed('dateError', 'INVALID_STRING_DATE_TIME_SECONDS', message, path, text);
};

/** Only days count: today is not the past. */
const checkNotPast = (instant: number, now: number, timeZone: string, path: readonly string[], text: string): void => {
  if (localDay(timeZone, instant).number >= localDay(timeZone, now).number) return;
  throw new OperationFailed(
    'campaignError',
    'CANNOT_SET_DATE_TO_PAST',
    'Trying to modify a date into the past.',
    path,
    text,
  );
};

/** Throws `OperationFailed`: no such time, or before today. */
export const startIn = (text: string, now: number, { verb, timeZone }: Place): number => {
  const path = [verb, 'start_date_time'];
  const startAt = instantIn(text, path, timeZone);
  checkNotPast(startAt, now, timeZone, path, text);
  return startAt;
};

/** Throws `OperationFailed`: no such time, or before today. */
export const endIn = (text: string, now: number, { verb, timeZone }: Place): number => {
  const path = [verb, 'end_date_time'];
  const last = instantIn(text, path, timeZone);
  checkNotPast(last, now, timeZone, path, text);
  return last + secondMillis;
};

/** What holds for start, end and budget together. Throws `OperationFailed`. */
export const checkFlight = (flight: Flight, period: SharedBudget['period'] | undefined, verb: Place['verb']): void => {
  const path = [verb, 'end_date_time'];
  if (flight.endAt === undefined) {
    if (period !== 'CUSTOM_PERIOD') return;
    const message = 'A total budget needs a campaign with an end.';
    throw new OperationFailed('campaignError', 'END_DATE_TIME_REQUIRED_FOR_TOTAL_BUDGET', message, path);
  }
  if (flight.endAt <= flight.startAt) {
    throw new OperationFailed('dateRangeError', 'START_DATE_AFTER_END_DATE', 'The start is after the end.', path);
  }
};

export const endText = (timeZone: string, endAt: number): string => localText(timeZone, endAt - secondMillis);
