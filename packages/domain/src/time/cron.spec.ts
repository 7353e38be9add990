import { describe, expect, it } from '@jest/globals';
import { cronFault, nextOnSchedule } from './cron.ts';

/** The first times after an instant. */
const times = (cron: string, zone: string, after: string, count: number): readonly string[] => {
  const found: string[] = [];
  for (let last = after; found.length < count; found.push(last)) last = nextOnSchedule({ cron, zone }, last);
  return found.map((instant) => instant.replace(':00.000Z', 'Z'));
};

describe('A cron schedule', () => {
  it.each([
    ['Europe/Berlin', '30 2 * * *', '2026-03-28T12:00:00Z', ['2026-03-29T01:00Z', '2026-03-30T00:30Z']],
    ['Europe/Berlin', '0,30 2 * * *', '2026-03-28T12:00:00Z', ['2026-03-29T01:00Z', '2026-03-30T00:00Z']],
    ['Europe/Berlin', '30 2,14 * * *', '2026-03-28T23:00:00Z', ['2026-03-29T01:00Z', '2026-03-29T12:30Z']],
    ['America/New_York', '30 2 * * *', '2026-03-07T12:00:00Z', ['2026-03-08T07:00Z', '2026-03-09T06:30Z']],
    ['Australia/Lord_Howe', '15 2 * * *', '2026-10-03T00:00:00Z', ['2026-10-03T15:30Z', '2026-10-04T15:15Z']],
    ['America/Sao_Paulo', '0 0 * * *', '2018-11-03T12:00:00Z', ['2018-11-04T03:00Z', '2018-11-05T02:00Z']],
    ['America/Sao_Paulo', '0 0 4 11 *', '2018-01-01T12:00:00Z', ['2018-11-04T03:00Z', '2019-11-04T03:00Z']],
  ])(
    'in %s of %s comes once on the day that leaves it out, when the clocks are put forward',
    (zone, cron, after, expected) => {
      expect(times(cron, zone, after, 2)).toEqual(expected);
    },
  );

  it.each([
    ['Europe/Berlin', '30 2 * * *', '2026-10-24T12:00:00Z', ['2026-10-25T00:30Z', '2026-10-26T01:30Z']],
    [
      'Europe/Berlin',
      '0,30 2 * * *',
      '2026-10-24T23:30:00Z',
      ['2026-10-25T00:00Z', '2026-10-25T00:30Z', '2026-10-26T01:00Z'],
    ],
    ['America/New_York', '30 1 * * *', '2026-10-31T12:00:00Z', ['2026-11-01T05:30Z', '2026-11-02T06:30Z']],
    ['Australia/Lord_Howe', '45 1 * * *', '2026-04-04T00:00:00Z', ['2026-04-04T14:45Z', '2026-04-05T15:15Z']],
    ['America/Sao_Paulo', '30 23 * * *', '2018-02-17T12:00:00Z', ['2018-02-18T01:30Z', '2018-02-19T02:30Z']],
  ])('in %s of %s comes once on the day that has it twice, the first time', (zone, cron, after, expected) => {
    expect(times(cron, zone, after, expected.length)).toEqual(expected);
  });

  it('asked again between both occurrences of its time does not come a second time', () => {
    expect(times('30 2 * * *', 'Europe/Berlin', '2026-10-25T01:00:00Z', 1)).toEqual(['2026-10-26T01:30Z']);
  });

  it('of every half hour goes on in real time through both changes of the clock', () => {
    expect(times('*/30 * * * *', 'Europe/Berlin', '2026-03-29T00:30:00Z', 2)).toEqual([
      ...['2026-03-29T01:00Z', '2026-03-29T01:30Z'],
    ]);
    expect(times('*/30 * * * *', 'Europe/Berlin', '2026-10-25T00:30:00Z', 3)).toEqual([
      ...['2026-10-25T01:00Z', '2026-10-25T01:30Z', '2026-10-25T02:00Z'],
    ]);
  });

  it('on working days in India comes at half past nine there', () => {
    expect(times('30 9 * * MON-FRI', 'Asia/Kolkata', '2026-11-27T00:00:00Z', 2)).toEqual([
      ...['2026-11-27T04:00Z', '2026-11-30T04:00Z'],
    ]);
  });

  it('comes strictly after the instant, be it a millisecond', () => {
    expect(times('30 9 * * *', 'UTC', '2026-11-27T09:30:00.000Z', 1)).toEqual(['2026-11-28T09:30Z']);
    expect(times('30 9 * * *', 'UTC', '2026-11-27T09:29:59.999Z', 1)).toEqual(['2026-11-27T09:30Z']);
    expect(times('30 9 * * *', 'UTC', '2026-11-27T09:30:00.001Z', 1)).toEqual(['2026-11-28T09:30Z']);
  });

  it.each(['*/5 * * * *', '30 9 * * MON-FRI', '0 0 29 2 *', '0 6 L * *', '0,55 0 * * *', '  0 3 * * *  '])(
    'of "%s" is taken',
    (cron) => {
      expect(cronFault(cron)).toBeUndefined();
    },
  );

  it.each([
    ['* * *', '"* * *" has not the five fields of a cron expression: minute, hour, day, month, day of the week'],
    ['', '"" has not the five fields'],
    ['@daily', '"@daily" has not the five fields'],
    ['2026-03-01T00:00:00', '"2026-03-01T00:00:00" has not the five fields'],
    ['0 0 0 1 1 *', '"0 0 0 1 1 *" has not the five fields'],
    ['61 * * * *', '"61 * * * *" is no cron expression: Invalid value for minute: 61'],
    ['a b c d e', '"a b c d e" is no cron expression: '],
    ['*/0 * * * *', '"*/0 * * * *" is no cron expression: '],
    ['0 0 30 2 *', '"0 0 30 2 *" is a time that never comes'],
    ['* * * * *', '"* * * * *" has times 1 minutes apart; at least 5 must lie between two'],
    ['*/4 9 * * *', '"*/4 9 * * *" has times 4 minutes apart'],
    ['*/7 * * * *', '"*/7 * * * *" has times 4 minutes apart'],
    ['0,30,33 9 * * *', '"0,30,33 9 * * *" has times 3 minutes apart'],
    ['0,57 0,23 * * *', '"0,57 0,23 * * *" has times 3 minutes apart'],
  ])('of "%s" is refused with a reason', (cron, begin) => {
    expect(cronFault(cron)?.slice(0, begin.length)).toBe(begin);
  });
});
