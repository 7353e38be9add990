import type { WallClock } from '@campaigns/contracts';
import { Temporal } from 'temporal-polyfill';
import { zoneFault } from './zone.ts';

const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::[0-5]\d)?$/;

const parse = (local: string): Temporal.PlainDateTime => Temporal.PlainDateTime.from(local, { overflow: 'reject' });

/** What is wrong with a time on a wall; `undefined` when it is one that `instantOf` takes. */
export const wallClockFault = ({ local, zone }: WallClock): string | undefined => {
  if (!form.test(local)) return `"${local}" is no local time of the form 2026-03-29T02:30 or 2026-03-29T02:30:00`;
  try {
    parse(local);
  } catch {
    return `"${local}" is in no calendar or on no clock`;
  }
  return zoneFault(zone);
};

/**
 * When a clock on the wall of that zone shows that time. A time that clocks leave out when they are put forward is moved
 * by as much as they are: 02:30 becomes 03:30. Of a time that they show twice it is the first.
 * Throws RangeError for what has a fault.
 */
export const instantOf = ({ local, zone }: WallClock): string => {
  const { epochMilliseconds } = parse(local).toZonedDateTime(zone, { disambiguation: 'compatible' });
  return new Date(epochMilliseconds).toISOString();
};
