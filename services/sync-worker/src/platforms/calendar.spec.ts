import { describe, expect, it } from '@jest/globals';
import { dateChunks, dateIn, daysBetween, flightDays, startOfDay, zonedIso } from './calendar.ts';

describe("days of an account's time zone", () => {
  it('change at its midnight', () => {
    expect(dateIn('America/Los_Angeles', new Date('2026-12-01T07:59:59Z'))).toBe('2026-11-30');
    expect(dateIn('America/Los_Angeles', new Date('2026-12-01T08:00:00Z'))).toBe('2026-12-01');
  });

  it('are written with the offset of that day', () => {
    expect(zonedIso('America/Los_Angeles', new Date('2026-12-01T08:00:00Z'))).toBe('2026-12-01T00:00:00-0800');
    expect(zonedIso('America/Los_Angeles', new Date('2026-07-01T07:00:00Z'))).toBe('2026-07-01T00:00:00-0700');
    expect(zonedIso('UTC', new Date('2026-07-01T07:00:00Z'))).toBe('2026-07-01T07:00:00+0000');
    expect(zonedIso('Asia/Kolkata', new Date('2026-07-01T00:00:00Z'))).toBe('2026-07-01T05:30:00+0530');
  });

  it.each([
    ['an ordinary day', 'America/Los_Angeles', '2026-12-01', '2026-12-01T08:00:00.000Z'],
    ['the day summer time begins', 'America/Los_Angeles', '2026-03-08', '2026-03-08T08:00:00.000Z'],
    ['the day after it begins', 'America/Los_Angeles', '2026-03-09', '2026-03-09T07:00:00.000Z'],
    ['the day summer time ends', 'America/Los_Angeles', '2026-11-01', '2026-11-01T07:00:00.000Z'],
    ['the day after it ends', 'America/Los_Angeles', '2026-11-02', '2026-11-02T08:00:00.000Z'],
    ['the day summer time begins in the far east', 'Pacific/Auckland', '2026-09-27', '2026-09-26T12:00:00.000Z'],
    ['the day it ends there', 'Pacific/Auckland', '2026-04-05', '2026-04-04T11:00:00.000Z'],
    ['a zone half an hour off', 'Asia/Kolkata', '2026-07-01', '2026-06-30T18:30:00.000Z'],
    ['a day whose midnight clocks jump over', 'America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00:00.000Z'],
    ['a day whose midnight comes twice', 'America/Havana', '2026-11-01', '2026-11-01T04:00:00.000Z'],
    ['no change at all', 'UTC', '2026-07-01', '2026-07-01T00:00:00.000Z'],
  ])('begin at their first moment: %s', (_case, timeZone, date, expected) => {
    expect(startOfDay(timeZone, date).toISOString()).toBe(expected);
  });

  it('do not count the day on whose first moment a flight ends', () => {
    const flight = { startAt: '2026-12-01T08:00:00Z', endAt: '2026-12-31T08:00:00Z' };
    expect(flightDays(flight, 'America/Los_Angeles')).toEqual({ first: '2026-12-01', last: '2026-12-30' });
    expect(daysBetween('2026-12-01', '2026-12-30')).toBe(30);
  });

  it('are asked for in windows that a platform accepts', () => {
    expect(dateChunks({ since: '2026-11-01', until: '2026-12-31' }, 30)).toEqual([
      { since: '2026-11-01', until: '2026-11-30' },
      { since: '2026-12-01', until: '2026-12-30' },
      { since: '2026-12-31', until: '2026-12-31' },
    ]);
    expect(dateChunks({ since: '2026-12-02', until: '2026-12-01' }, 30)).toEqual([]);
  });
});
