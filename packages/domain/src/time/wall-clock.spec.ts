import { describe, expect, it } from '@jest/globals';
import { instantOf, wallClockFault } from './wall-clock.ts';

describe('A time on the wall', () => {
  it.each([
    ['Europe/Berlin', '2026-03-29T01:59:59', '2026-03-29T00:59:59.000Z'],
    ['Europe/Berlin', '2026-03-29T02:00', '2026-03-29T01:00:00.000Z'],
    ['Europe/Berlin', '2026-03-29T02:30', '2026-03-29T01:30:00.000Z'],
    ['Europe/Berlin', '2026-03-29T03:00', '2026-03-29T01:00:00.000Z'],
    ['America/New_York', '2026-03-08T02:30', '2026-03-08T07:30:00.000Z'],
    ['Australia/Lord_Howe', '2026-10-04T02:15', '2026-10-03T15:45:00.000Z'],
    ['America/Sao_Paulo', '2018-11-04T00:00', '2018-11-04T03:00:00.000Z'],
    ['America/Sao_Paulo', '2018-11-04T00:30', '2018-11-04T03:30:00.000Z'],
  ])('in %s that is left out, %s, is moved on by as much as the clocks are: %s', (zone, local, instant) => {
    expect(instantOf({ local, zone })).toBe(instant);
  });

  it.each([
    ['Europe/Berlin', '2026-10-25T02:30', '2026-10-25T00:30:00.000Z'],
    ['Europe/Berlin', '2026-10-25T03:00', '2026-10-25T02:00:00.000Z'],
    ['America/New_York', '2026-11-01T01:30', '2026-11-01T05:30:00.000Z'],
    ['Australia/Lord_Howe', '2026-04-05T01:45', '2026-04-04T14:45:00.000Z'],
    ['America/Sao_Paulo', '2018-02-17T23:30', '2018-02-18T01:30:00.000Z'],
  ])('in %s that is shown twice, %s, is the first: %s', (zone, local, instant) => {
    expect(instantOf({ local, zone })).toBe(instant);
  });

  it.each([
    ['Asia/Kolkata', '2026-11-27T00:00', '2026-11-26T18:30:00.000Z'],
    ['UTC', '2026-11-27T00:00:30', '2026-11-27T00:00:30.000Z'],
    ['America/New_York', '2026-11-27T00:00', '2026-11-27T05:00:00.000Z'],
    ['Pacific/Kiritimati', '2026-11-27T00:00', '2026-11-26T10:00:00.000Z'],
  ])('in %s, %s, is %s', (zone, local, instant) => {
    expect(instantOf({ local, zone })).toBe(instant);
  });

  it.each([
    [
      '2026-03-29',
      'Europe/Berlin',
      '"2026-03-29" is no local time of the form 2026-03-29T02:30 or 2026-03-29T02:30:00',
    ],
    ['2026-03-29T02:30Z', 'Europe/Berlin', '"2026-03-29T02:30Z" is no local time'],
    ['2026-03-29T02:30+01:00', 'Europe/Berlin', '"2026-03-29T02:30+01:00" is no local time'],
    ['2026-03-29T02:30[UTC]', 'Europe/Berlin', '"2026-03-29T02:30[UTC]" is no local time'],
    ['2026-02-30T10:00', 'Europe/Berlin', '"2026-02-30T10:00" is in no calendar or on no clock'],
    ['2026-02-03T24:00', 'Europe/Berlin', '"2026-02-03T24:00" is in no calendar or on no clock'],
    ['2026-02-03T23:59:60', 'Europe/Berlin', '"2026-02-03T23:59:60" is no local time'],
    ['2026-02-03T10:00', 'Mars/Olympus', '"Mars/Olympus" is no time zone of the IANA list'],
    ['2026-02-03T10:00', '', '"" is no time zone of the IANA list'],
    ['2026-02-03T10:00', '+01:00', '"+01:00" is an offset; a time zone has a name'],
    ['2026-02-03T10:00', 'UTC+1', '"UTC+1" is an offset; a time zone has a name'],
  ])('of "%s" in "%s" is refused with a reason', (local, zone, begin) => {
    expect(wallClockFault({ local, zone })?.slice(0, begin.length)).toBe(begin);
  });

  it('that can be read is taken', () => {
    expect(wallClockFault({ local: '2026-03-29T02:30', zone: 'Europe/Berlin' })).toBeUndefined();
    expect(wallClockFault({ local: '2028-02-29T23:59:59', zone: 'UTC' })).toBeUndefined();
  });
});
