import { isDate, offsetText } from '../../time/zone.ts';

const iso = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(:\d{2}(?:\.\d{1,3})?)?(Z|[+-]\d{2}:?\d{2})$/;

/** Epoch ms of an ISO 8601 time with its offset; undefined when it is none. */
export const instantOfIso = (text: unknown): number | undefined => {
  const [, date, clock, seconds = ':00', offset] = (typeof text === 'string' ? iso.exec(text) : null) ?? [];
  if (!isDate(date) || clock === undefined || offset === undefined) return undefined;
  const instant = Date.parse(`${date}T${clock}${seconds}${offset.replace(/(\d{2})(\d{2})$/, '$1:$2')}`);
  return Number.isNaN(instant) ? undefined : instant;
};

/** `2026-11-09T00:00:00.000-08:00`, as reports write times. */
export const zonedIso = (timeZone: string, instant: number): string =>
  offsetText(timeZone, instant).replace(/([+-]\d{2})(\d{2})$/, '.000$1:$2');
