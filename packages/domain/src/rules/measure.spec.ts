import { describe, expect, it } from '@jest/globals';
import { completeness } from './maturity.ts';
import { baselineOf, dataAgeMinutes, maturityOf, measure } from './measure.ts';
import { day, daysAgo, hoursAgo, lastDays, now, part, snapshot, units } from './testing/samples.ts';
import type { PartSnapshot, RuleSnapshot } from './types.ts';

const week = { last_days: 7, include_today: false };
const of = (parts: readonly PartSnapshot[], changes: Partial<RuleSnapshot> = {}) => ({
  snapshot: snapshot({ parts, ...changes }),
  parts,
});

describe('a metric', () => {
  it('is that of the last days without today, because today is not over', () => {
    const days = [...lastDays(9), day('2026-11-25', { spendMicros: units(40) })];
    const measured = of([part('meta', { days })]);
    expect(measure('spend', week, measured)).toEqual({ from: '2026-11-18', until: '2026-11-24', value: 700 });
    expect(measure('spend', { last_days: 2, include_today: true }, measured)).toEqual({
      ...{ from: '2026-11-24', until: '2026-11-25', value: 140 },
    });
  });

  it.each([
    ['impressions', 70_000],
    ['clicks', 1_400],
    ['conversions', 70],
    ['revenue', 2_100],
    ['ctr', 0.02],
    ['cpc', 0.5],
    ['cpm', 10],
    ['cpa', 10],
    ['roas', 3],
    ['conversion_rate', 0.05],
  ] as const)('%s is one division of exact sums', (metric, value) => {
    expect(measure(metric, week, of([part('meta')])).value).toBe(value);
  });

  it('adds days up before it divides: a small day weighs little', () => {
    const days = [
      day('2026-11-23', { impressions: 90_000, clicks: 900 }),
      day('2026-11-24', { impressions: 10_000, clicks: 500 }),
    ];
    expect(measure('ctr', week, of([part('meta', { days })])).value).toBe(0.014);
  });

  it.each(['ctr', 'cpc', 'cpm', 'cpa', 'roas', 'conversion_rate'] as const)(
    '%s of a platform that has shown nothing is not known, and not nothing',
    (metric) => {
      expect(measure(metric, week, of([part('meta', { days: [] })])).value).toBeNull();
    },
  );

  it('counts a day without a line as a day without delivery, once it was looked at', () => {
    expect(measure('spend', week, of([part('meta', { days: lastDays(2) })])).value).toBe(200);
  });

  it('is not known while not all of its days have been read', () => {
    const stale = part('meta', { observedAt: daysAgo(1), observedOn: '2026-11-24' });
    expect(measure('spend', week, of([stale])).value).toBeNull();
    expect(measure('spend', week, of([part('meta', { observedAt: null, observedOn: null })])).value).toBeNull();
  });

  it('of several platforms is not known when one of them is not', () => {
    const unread = part('google', { observedAt: null, observedOn: null });
    expect(measure('spend', week, of([part('meta'), part('google')])).value).toBe(1_400);
    expect(measure('spend', week, of([part('meta'), unread])).value).toBeNull();
  });

  it('goes by the days of each account: where it is tomorrow already, the window is a day later', () => {
    const days = [...lastDays(7), day('2026-11-25', { spendMicros: units(1_000) })];
    const east = part('google', { days, today: '2026-11-26', observedOn: '2026-11-26' });
    expect(measure('spend', week, of([east]))).toEqual({ from: '2026-11-19', until: '2026-11-25', value: 1_600 });
  });

  it('tells how much of a budget is spent', () => {
    expect(measure('budget_utilization', week, of([part('meta')])).value).toBe(0.35);
    const half = [part('meta'), part('google', { budgetMicros: units(3_000), spentMicros: units(1_800) })];
    expect(measure('budget_utilization', week, of(half)).value).toBe(0.5);
  });

  it('tells how often and how long ago something was changed, of this platform or of all', () => {
    const changes = [
      { at: daysAgo(10), platform: null, kind: 'budget', by: 'person' },
      { at: daysAgo(3), platform: 'meta', kind: 'status', by: 'rule' },
      { at: daysAgo(1), platform: 'google', kind: 'creatives', by: 'system' },
    ] as const;
    const meta = of([part('meta')], { changes });
    expect(measure('changes', week, meta).value).toBe(1);
    expect(measure('changes', { ...week, last_days: 30 }, meta).value).toBe(2);
    expect(measure('days_since_change', week, meta).value).toBe(3);
    expect(measure('days_since_change', week, of([part('meta')])).value).toBeNull();
  });

  it('tells when creatives were last rotated; before the first time, since when one has been shown', () => {
    const shown = {
      creativeId: 'a',
      isResting: false,
      restingSince: null,
      shownSince: daysAgo(9),
      fatigue: 'healthy',
    } as const;
    const parts = [part('meta', { creatives: [shown] })];
    expect(measure('days_since_rotation', week, of(parts)).value).toBe(9);
    const changes = [{ at: daysAgo(2), platform: 'meta', kind: 'creatives', by: 'rule' }] as const;
    expect(measure('days_since_rotation', week, of(parts, { changes })).value).toBe(2);
  });

  it('finds a week after seven days, though it looks some seconds earlier in the day', () => {
    const at = new Date(Date.parse(daysAgo(7)) + 20_000).toISOString();
    const changes = [{ at, platform: 'meta', kind: 'creatives', by: 'rule' }] as const;
    expect(measure('days_since_rotation', week, of([part('meta')], { changes })).value).toBe(7);
  });
});

describe('a baseline', () => {
  const before = (count: number, spend: number) =>
    lastDays(7 + count)
      .slice(0, count)
      .map((each) => ({ ...each, spendMicros: units(spend) }));

  it('is the same metric over the days before the window', () => {
    const days = [...before(14, 50), ...lastDays(7)];
    expect(baselineOf('cpm', week, 14, of([part('meta', { days })]))).toBe(5);
  });

  it('of an amount is for as many days as the window has', () => {
    const days = [...before(14, 50), ...lastDays(7)];
    expect(baselineOf('spend', week, 14, of([part('meta', { days })]))).toBe(350);
  });

  it('of a young campaign begins with its first day, and of one that is younger than the window there is none', () => {
    const young = [...before(4, 50), ...lastDays(7)];
    expect(baselineOf('spend', week, 28, of([part('meta', { days: young })]))).toBe(350);
    expect(baselineOf('spend', week, 28, of([part('meta')]))).toBeNull();
  });
});

describe('maturity', () => {
  it('grows with the days that have passed, by the lag that is stated for the platform', () => {
    const ages = [0, 1, 3, 7].map((age) => completeness(part('google'), age));
    expect(ages).toEqual(ages.toSorted((a, b) => a - b));
    expect(completeness(part('meta'), 1)).toBeCloseTo(0.777, 3);
    expect(completeness(part('google'), 1)).toBeCloseTo(0.528, 3);
  });

  it('goes by what was learned, where that is known', () => {
    expect(completeness(part('meta', { completenessByAge: [0.2, 0.9] }), 5)).toBe(0.9);
  });

  it('of a window is that of its clicks: many of yesterday make it young', () => {
    const meta = (clicks: number) =>
      of([part('meta', { days: [...lastDays(7).slice(0, 6), day('2026-11-24', { clicks })] })]);
    const even = maturityOf(week, meta(200)) ?? 0;
    const young = maturityOf(week, meta(20_000)) ?? 0;
    expect(even).toBeGreaterThan(0.9);
    expect(young).toBeLessThan(0.8);
  });

  it('and age are not known of what nobody has looked at', () => {
    const unread = of([part('meta', { observedAt: null, observedOn: null })]);
    expect(maturityOf(week, unread)).toBeNull();
    expect(dataAgeMinutes(unread)).toBeNull();
    const looked = [part('meta'), part('google', { observedAt: hoursAgo(2) })];
    expect(dataAgeMinutes({ snapshot: snapshot({ now }), parts: looked })).toBe(120);
  });
});
