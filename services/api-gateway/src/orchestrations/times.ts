import type { LatePolicy, Schedule, TimeIn, WallClock } from '@campaigns/contracts';
import { instantOf, wallClockFault, zoneFault } from '@campaigns/domain';
import { Problem } from '@campaigns/service-kit';

type Faults = readonly Readonly<{ pointer: string; detail: string }>[];

const notValid = (errors: Faults): Problem =>
  new Problem('time-not-valid', errors.map(({ detail }) => detail).join('; '), { errors: [...errors] });

/** So that a flight of ten years still ends within what every part can store. */
const [earliest, latest] = [Date.parse('1970-01-01'), Date.parse('2200-01-01')];

type Given = Readonly<{ at: string | null; onClock?: WallClock | undefined }>;

const within = (given: Given & Readonly<{ at: string }>, pointer: string): Given => {
  const instantMs = Date.parse(given.at);
  if (instantMs >= earliest && instantMs < latest) return given;
  throw notValid([{ pointer, detail: 'must lie between 1970 and 2200' }]);
};

/** Throws 422 naming each field that makes it no time. */
const timeOf = (given: TimeIn, pointer: string): Given => {
  if (typeof given === 'string') return within({ at: new Date(given).toISOString() }, pointer);
  const faults = [
    { pointer: `${pointer}/local`, detail: wallClockFault({ ...given, zone: 'UTC' }) },
    { pointer: `${pointer}/zone`, detail: zoneFault(given.zone) },
  ].flatMap(({ detail, ...where }) => (detail === undefined ? [] : [{ ...where, detail }]));
  if (faults.length > 0) throw notValid(faults);
  return within({ at: instantOf(given), onClock: given }, pointer);
};

/** `undefined` leaves a time as it is, `null` takes it away. */
export type WantedTimes = Readonly<{
  start: TimeIn | null | undefined;
  end: TimeIn | null | undefined;
  durationDays: number | undefined;
  late?: LatePolicy | undefined;
}>;

type About = Readonly<{
  now: string;
  /** Where the request has them. */
  pointers: Readonly<{ start: string; end: string }>;
}>;

const none: Given = { at: null };

/**
 * A schedule with other times; a length takes the place of an end. Throws 422 for what is no time, 409 for an end in the
 * past.
 */
export const scheduleWith = (before: Schedule, wanted: WantedTimes, { now, pointers }: About): Schedule => {
  const given = (time: TimeIn | null | undefined, pointer: string): Given | undefined => {
    if (time === null) return none;
    return time === undefined ? undefined : timeOf(time, pointer);
  };
  const start = given(wanted.start, pointers.start) ?? { at: before.startAt, onClock: before.startOnClock };
  const newEnd = given(wanted.end, pointers.end);
  if (newEnd?.at != null && newEnd.at <= now) {
    throw new Problem('flight-over', 'The scheduled end lies in the past', {
      errors: [{ pointer: pointers.end, detail: 'lies in the past' }],
    });
  }
  const kept = wanted.durationDays === undefined ? { at: before.endAt, onClock: before.endOnClock } : none;
  const end = newEnd ?? kept;
  const late = wanted.late ?? before.late;
  return {
    startAt: start.at,
    endAt: end.at,
    durationDays: wanted.durationDays ?? before.durationDays,
    ...(start.onClock === undefined ? {} : { startOnClock: start.onClock }),
    ...(end.onClock === undefined ? {} : { endOnClock: end.onClock }),
    ...(late === undefined ? {} : { late }),
  };
};
