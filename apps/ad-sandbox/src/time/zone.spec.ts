import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isDate, isTimeZone, localDay, localText, offsetText } from './zone.ts';

const hours = ({ start, end }: Readonly<{ start: number; end: number }>): number => (end - start) / 3_600_000;
const dayAt = (timeZone: string, iso: string) => localDay(timeZone, Date.parse(iso));

describe('a day of a time zone', () => {
  it.each([
    ['an ordinary day', 'America/New_York', '2026-11-24T12:00:00Z', 24],
    ['the day that clocks go forward', 'America/New_York', '2026-03-08T12:00:00Z', 23],
    ['the day that clocks go back', 'America/New_York', '2026-11-01T12:00:00Z', 25],
    ['half an hour forward', 'Australia/Lord_Howe', '2026-10-04T00:00:00Z', 23.5],
    ['a day without midnight', 'America/Sao_Paulo', '2018-11-04T12:00:00Z', 23],
    ['a zone without summer time', 'Asia/Kolkata', '2026-03-29T12:00:00Z', 24],
  ])('has its hours: %s', (_, timeZone, instant, length) => {
    expect(hours(dayAt(timeZone, instant))).toBe(length);
  });

  it('is dated as its clocks show it', () => {
    expect(dayAt('America/New_York', '2026-12-01T04:59:59Z').date).toBe('2026-11-30');
    expect(dayAt('America/New_York', '2026-12-01T05:00:00Z').date).toBe('2026-12-01');
    expect(dayAt('Pacific/Auckland', '2026-12-01T11:00:00Z').date).toBe('2026-12-02');
  });

  it('begins where the day before it ends, and holds the instant it was asked for', () => {
    const zones = fc.constantFrom('UTC', 'America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kathmandu');
    const instants = fc.date({ min: new Date('2024-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(zones, instants, (zone, at) => {
        const day = localDay(zone, at.getTime());
        expect(day.start).toBeLessThanOrEqual(at.getTime());
        expect(day.end).toBeGreaterThan(at.getTime());
        const next = localDay(zone, day.end);
        expect(next.start).toBe(day.end);
        expect(next.number).toBe(day.number + 1);
      }),
    );
  });
});

describe('times in an answer', () => {
  const instant = Date.parse('2026-07-01T16:30:05Z');

  it('carry the offset that holds on that day', () => {
    expect(offsetText('America/Los_Angeles', instant)).toBe('2026-07-01T09:30:05-0700');
    expect(offsetText('America/Los_Angeles', Date.parse('2026-12-01T08:00:00Z'))).toBe('2026-12-01T00:00:00-0800');
    expect(offsetText('Asia/Kolkata', instant)).toBe('2026-07-01T22:00:05+0530');
  });

  it('are local where the platform writes them without an offset', () => {
    expect(localText('Europe/Berlin', instant)).toBe('2026-07-01 18:30:05');
  });
});

describe('what a caller writes', () => {
  it('is a date only if the calendar has it', () => {
    expect(['2026-02-28', '2028-02-29'].every(isDate)).toBe(true);
    expect(['2026-02-29', '2026-13-01', '2026-1-1', '', 7, undefined].some(isDate)).toBe(false);
  });

  it('is a time zone only if it is known', () => {
    expect(isTimeZone('Europe/Zurich')).toBe(true);
    expect(isTimeZone('Europe/Nowhere')).toBe(false);
  });
});
