import { describe, expect, it } from '@jest/globals';
import { type Pace, pacing, type Spending } from './pacing.ts';

const unit = 1_000_000;
const days = (first: number, ...spends: readonly number[]): Spending['days'] =>
  spends.map((spend, index) => ({
    date: `2026-03-${String(first + index).padStart(2, '0')}`,
    spendMicros: Math.round(spend * unit),
  }));

/** 300 for thirty days in March, 10 a day. */
const campaign = (change: Partial<Spending> = {}): Spending => ({
  ...{ budgetMicros: 300 * unit, timeZone: 'UTC', isDelivering: true, days: [] },
  flight: { startAt: '2026-03-01T00:00:00.000Z', endAt: '2026-03-31T00:00:00.000Z' },
  observedAt: '2026-03-11T08:00:00.000Z',
  ...change,
});
const paceOf = (change: Partial<Spending> = {}): Pace => pacing([campaign(change)]).parts[0] as Pace;
const steady = days(1, ...Array<number>(10).fill(10));

describe('A campaign', () => {
  it('that spends by plan is on track, and is expected to end at its budget', () => {
    const pace = paceOf({ days: steady });
    expect(pace).toMatchObject({
      ...{ through: '2026-03-10', plannedMicros: 100 * unit, spentToDateMicros: 100 * unit, status: 'on_track' },
      ...{ band: { lower: 83, upper: 117 }, dailyNeededMicros: 10 * unit },
      projected: { p50: 300 * unit },
    });
    expect(pace.elapsed).toBeCloseTo(1 / 3);
    expect(pace.projected?.p10).toBeLessThan(300 * unit);
    expect(pace.projected?.p90).toBeGreaterThan(300 * unit);
    expect(pace.overspendProbability).toBeCloseTo(0.5);
  });

  it('is over or under outside the band, and told what a day should cost from now on', () => {
    expect(paceOf({ days: days(1, ...Array<number>(10).fill(11.8)) })).toMatchObject({
      ...{ status: 'over', dailyNeededMicros: 9.1 * unit },
    });
    expect(paceOf({ days: days(1, ...Array<number>(10).fill(8.2)) })).toMatchObject({
      ...{ status: 'under', dailyNeededMicros: 10.9 * unit },
    });
    expect(paceOf({ days: days(1, ...Array<number>(10).fill(11.6)) }).status).toBe('on_track');
  });

  it('is judged more strictly the nearer its end is', () => {
    const a9PercentOver = (observedAt: string, count: number): Pace =>
      paceOf({ observedAt, days: days(1, ...Array<number>(count).fill(10.9)) });
    expect(a9PercentOver('2026-03-06T08:00:00.000Z', 5).status).toBe('on_track');
    expect(a9PercentOver('2026-03-26T08:00:00.000Z', 25).status).toBe('over');
  });

  it('has no pace before a day of it was whole at a look, and none without a look', () => {
    const none = { status: 'no_data', through: null, projected: null, dailyNeededMicros: null, elapsed: 0 };
    expect(paceOf({ observedAt: '2026-03-01T23:00:00.000Z', days: days(1, 9) })).toMatchObject({
      ...{ ...none, spentMicros: 9 * unit, band: { lower: 75, upper: 125 } },
    });
    expect(paceOf({ observedAt: null })).toMatchObject(none);
    expect(paceOf({ flight: null })).toMatchObject(none);
    expect(paceOf({ observedAt: '2026-02-20T08:00:00.000Z' })).toMatchObject(none);
  });

  it('is not under pace because a day goes on, or because the last one is not all reported yet', () => {
    for (const [observedAt, today] of [
      ['2026-03-11T00:10:00.000Z', 0],
      ['2026-03-11T02:59:00.000Z', 0.3],
      ['2026-03-11T03:00:00.000Z', 0.4],
      ['2026-03-11T23:59:00.000Z', 4],
    ] as const) {
      const pace = paceOf({ observedAt, days: [...steady, ...days(11, today)] });
      expect([observedAt, pace.status]).toEqual([observedAt, 'on_track']);
      expect([pace.projected?.p50, pace.dailyNeededMicros]).toEqual([300 * unit, 10 * unit]);
    }
    // At ten past midnight, yesterday has hardly been reported.
    const late = paceOf({ observedAt: '2026-03-11T00:10:00.000Z', days: [...steady.slice(0, 9), ...days(10, 1)] });
    expect(late).toMatchObject({ status: 'on_track', through: '2026-03-09' });
  });

  it('has the days of its account', () => {
    const flight = { startAt: '2026-03-01T05:00:00.000Z', endAt: '2026-03-31T04:00:00.000Z' };
    const inNewYork = { timeZone: 'America/New_York', flight, days: steady };
    expect(paceOf({ ...inNewYork, observedAt: '2026-03-11T06:30:00.000Z' }).through).toBe('2026-03-09');
    expect(paceOf({ ...inNewYork, observedAt: '2026-03-11T07:30:00.000Z' })).toMatchObject({
      ...{ through: '2026-03-10', plannedMicros: 100 * unit },
    });
  });

  it('plans for its first and last day the part that lies in the flight', () => {
    const flight = { startAt: '2026-03-01T18:00:00.000Z', endAt: '2026-03-04T18:00:00.000Z' };
    const planned = (day: number): number =>
      paceOf({ flight, observedAt: `2026-03-0${day + 1}T12:00:00.000Z` }).plannedMicros;
    expect([1, 2, 3, 4].map(planned)).toEqual([25 * unit, 125 * unit, 225 * unit, 300 * unit]);
  });

  it('is expected to spend on weekends as it did on weekends', () => {
    // 2026-03-01 is a Sunday: 20 on Sundays and 10 on other days.
    const weekly = [20, 10, 10, 10, 10, 10, 10];
    const pace = (count: number): Pace =>
      paceOf({
        observedAt: `2026-03-${count + 1}T08:00:00.000Z`,
        days: days(1, ...Array.from({ length: count }, (_, index) => weekly[index % 7] ?? 0)),
      });
    const actual = 350 * unit;
    const after20 = pace(20).projected as { p10: number; p50: number; p90: number };
    expect(Math.abs(after20.p50 - actual)).toBeLessThan(0.015 * actual);
    expect(after20.p10).toBeLessThan(actual);
    expect(after20.p90).toBeGreaterThan(actual);
  });

  it('costs no more while it is paused', () => {
    const pace = paceOf({ days: [...steady, ...days(11, 3)], isDelivering: false });
    expect(pace.projected).toEqual({ p10: 103 * unit, p50: 103 * unit, p90: 103 * unit });
    expect(pace.overspendProbability).toBe(0);
  });

  it('has at its end what it has spent, and nothing to aim at', () => {
    const spent = days(1, ...Array<number>(30).fill(10.02));
    const pace = paceOf({ observedAt: '2026-03-31T09:00:00.000Z', days: spent });
    expect(pace).toMatchObject({
      ...{ elapsed: 1, plannedMicros: 300 * unit, band: { lower: 99, upper: 101 }, status: 'on_track' },
      ...{ projected: { p10: 300_600_000, p50: 300_600_000, p90: 300_600_000 }, overspendProbability: 1 },
      dailyNeededMicros: null,
    });
  });

  it('is sure to overspend once it has, whatever comes', () => {
    const pace = paceOf({ days: [...steady, ...days(11, 201)] });
    expect(pace.overspendProbability).toBe(1);
    expect(pace.projected?.p10).toBeGreaterThanOrEqual(301 * unit);
  });
});

describe('Campaigns together', () => {
  it('add up, and are surer of their end than each alone', () => {
    const uneven = days(1, 8, 12, 9, 11, 10, 8, 12, 9, 11, 10);
    const { whole, parts } = pacing([campaign({ days: uneven }), campaign({ days: uneven })]);
    expect(whole).toMatchObject({
      ...{ budgetMicros: 600 * unit, plannedMicros: 200 * unit, spentToDateMicros: 200 * unit, status: 'on_track' },
      dailyNeededMicros: 20 * unit,
    });
    const width = ({ projected }: Pace): number => (projected?.p90 ?? 0) - (projected?.p10 ?? 0);
    const [one] = parts as [Pace];
    expect(whole.projected?.p50).toBeCloseTo(2 * (one.projected?.p50 ?? 0), -2);
    expect(width(whole)).toBeLessThan(1.6 * width(one));
    expect(width(whole)).toBeGreaterThan(width(one));
  });

  it('leave out of the comparison what is not known, and say no end then', () => {
    const { whole } = pacing([campaign({ days: steady }), campaign({ observedAt: null })]);
    expect(whole).toMatchObject({
      ...{ plannedMicros: 100 * unit, spentToDateMicros: 100 * unit, status: 'on_track', projected: null },
      ...{ budgetMicros: 600 * unit, through: '2026-03-10', dailyNeededMicros: null },
    });
  });

  it('are under when one of them is known to spend nothing', () => {
    const { whole } = pacing([campaign({ days: steady }), campaign({ isDelivering: false })]);
    expect(whole).toMatchObject({ status: 'under', projected: { p50: 300 * unit } });
  });

  it('of none have no pace', () => {
    expect(pacing([]).whole).toMatchObject({ status: 'no_data', budgetMicros: 0, projected: null, elapsed: 0 });
  });
});
