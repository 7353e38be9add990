import { describe, expect, it } from '@jest/globals';
import { dateChunks, dateIn, daysBetween, flightDays, zonedIso } from './calendar.ts';

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
