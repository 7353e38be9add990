import { describe, expect, it } from '@jest/globals';
import type { AlertFacts, PartFacts } from './facts.ts';
import { orchestrationSignals } from './orchestration-signals.ts';
import { type Day, daysBefore, facts, part, times, unit } from './testing/facts.ts';

type Kind = ReturnType<typeof orchestrationSignals>[number]['kind'];

const of = (kind: Kind, own: Partial<AlertFacts>) =>
  orchestrationSignals(facts(own)).filter((each) => each.kind === kind);
const verdicts = (kind: Kind, own: Partial<AlertFacts>) => of(kind, own).map(({ verdict }) => verdict);
const onPart = (kind: Kind, own: Partial<PartFacts>, more: Partial<AlertFacts> = {}) =>
  of(kind, { parts: [part(own)], ...more });
const verdictOf = (kind: Kind, own: Partial<PartFacts>, more: Partial<AlertFacts> = {}) =>
  onPart(kind, own, more).map(({ verdict }) => verdict)[0];

describe('Thresholds of the budget', () => {
  const spent = (amount: number, more: Partial<AlertFacts> = {}) =>
    verdicts('budget_threshold', { parts: [part({ spentMicros: Math.round(amount * unit) })], ...more });

  it.each([
    [0, ['clear', 'clear', 'clear']],
    [2_189, ['clear', 'clear', 'clear']],
    [2_190, ['hold', 'clear', 'clear']],
    [2_249.999999, ['hold', 'clear', 'clear']],
    [2_250, ['open', 'clear', 'clear']],
    [2_640, ['open', 'hold', 'clear']],
    [2_700, ['open', 'open', 'clear']],
    [3_000, ['open', 'open', 'open']],
    [4_000, ['open', 'open', 'open']],
  ])('of 3,000 with %d spent are %j', (amount, expected) => {
    expect(spent(amount)).toEqual(expected);
  });

  it('are exact where floating point is not', () => {
    const totalMicros = 9_000_000_000_000_000;
    expect(spent(6_749_999_999.999999, { totalMicros })[0]).toBe('hold');
    expect(spent(6_750_000_000, { totalMicros })[0]).toBe('open');
  });

  it('count all platforms together, and go on after the end', () => {
    const parts = [part({ spentMicros: 1_500 * unit }), part({ platform: 'google', spentMicros: 1_500 * unit })];
    expect(verdicts('budget_threshold', { parts, status: 'completed' })).toEqual(['open', 'open', 'open']);
  });

  it('are not looked at before anything can be spent, and take their alert with them when they are dropped', () => {
    expect(spent(3_000, { status: 'draft' })).toEqual([]);
    const settings = { ...facts().settings, thresholds: [80] };
    expect(of('budget_threshold', { settings, openPercents: [75, 80] })).toMatchObject([
      { subject: { percent: 80 }, verdict: 'clear' },
      { subject: { percent: 75 }, verdict: 'clear' },
    ]);
  });
});

describe('The forecast', () => {
  const spending = (daily: number, more: Partial<AlertFacts> = {}) =>
    verdictOf('forecast_overspend', { days: daysBefore(...times(50, { spend: daily })) }, more);

  it('opens when pacing is sure of more than the budget, and not on the line', () => {
    expect(spending(65)).toBe('open');
    expect(spending(40)).toBe('clear');
  });

  it('says nothing without results, and is over with the campaign', () => {
    expect(onPart('forecast_overspend', { observedAt: null })).toEqual([]);
    expect(spending(65, { status: 'paused' })).toBe('clear');
  });
});

describe('Zero spend', () => {
  const idle = daysBefore(...times(5, { spend: 50 }), { spend: 0 });

  it('opens after a whole day without a cent', () => {
    expect(onPart('zero_spend', { days: idle })).toMatchObject([
      { verdict: 'open', severity: 'critical', values: { day: '2026-04-19', spent: 0, budget: 3_000 } },
    ]);
    expect(verdictOf('zero_spend', { days: [] })).toBe('open');
  });

  it('passes with the first spend, also of today', () => {
    expect(verdictOf('zero_spend', { days: daysBefore({ spend: 0.01 }) })).toBe('clear');
    const today = { ...(daysBefore({ spend: 3 })[0] as (typeof idle)[number]), date: '2026-04-20' };
    expect(verdictOf('zero_spend', { days: [...idle, today] })).toBe('clear');
  });

  it('waits for a whole day in delivery, and for results that are reported to the end of that day', () => {
    expect(onPart('zero_spend', { deliveringSince: '2026-04-19T00:30:00.000Z' })).toEqual([]);
    expect(onPart('zero_spend', { observedAt: null })).toEqual([]);
    // Until three in the morning the day before is not all reported: the day that counts is the one before it.
    const early = { observedAt: '2026-04-20T02:00:00.000Z', deliveringSince: '2026-04-18T12:00:00.000Z' };
    expect(onPart('zero_spend', early)).toEqual([]);
    const settings = { ...facts().settings, zeroSpendHours: 72 };
    expect(onPart('zero_spend', { deliveringSince: '2026-04-18T12:00:00.000Z' }, { settings })).toEqual([]);
  });

  it('is none of a platform that shall not spend', () => {
    for (const own of [{ status: 'paused' as const }, { budgetMicros: 0 }, { deliveringSince: null }]) {
      expect(verdictOf('zero_spend', own)).toBe('clear');
    }
    expect(verdictOf('zero_spend', {}, { status: 'paused' })).toBe('clear');
  });
});

describe('Results that were read days ago', () => {
  const old = { observedAt: '2026-04-18T11:59:59.000Z', spentMicros: 3_000 * unit };
  const justRecent = { ...old, observedAt: '2026-04-18T12:00:00.000Z' };

  it('open no threshold, and those of two days ago still do', () => {
    expect(verdicts('budget_threshold', { parts: [part(old)] })).toEqual(['hold', 'hold', 'hold']);
    expect(verdicts('budget_threshold', { parts: [part(old)], status: 'completed' })).toEqual(['hold', 'hold', 'hold']);
    expect(verdicts('budget_threshold', { parts: [part(justRecent)] })).toEqual(['open', 'open', 'open']);
    expect(verdicts('budget_threshold', { parts: [part(old), part({ platform: 'google' })] })).toEqual([
      ...['open', 'open', 'open'],
    ]);
  });

  it('say nothing of spend, costs and the end of the flight today', () => {
    const idle = daysBefore(...times(50, { spend: 10 }), { spend: 0 }, { spend: 0 }, { spend: 0 });
    const dear = [...times(28, { spend: 100, conversions: 20 }), ...times(6, { spend: 100, conversions: 5 })];
    const kinds = (own: Partial<PartFacts>) =>
      orchestrationSignals(facts({ parts: [part(own)] }))
        .filter(({ verdict }) => verdict === 'open')
        .map(({ kind }) => kind);
    expect(kinds({ ...justRecent, spentMicros: 0, days: idle })).toEqual(['zero_spend']);
    expect(kinds({ ...old, spentMicros: 0, days: idle })).toEqual([]);
    expect(kinds({ ...justRecent, spentMicros: 0, days: daysBefore(...dear) })).toContain('anomaly');
    expect(kinds({ ...justRecent, spentMicros: 0, days: daysBefore(...dear) })).toContain('forecast_overspend');
    expect(kinds({ ...old, spentMicros: 0, days: daysBefore(...dear) })).toEqual([]);
  });
});

describe('An anomaly', () => {
  const normal: Day = { spend: 100, impressions: 10_000, clicks: 200, conversions: 20 };
  const anomaly = (metric: 'cpa' | 'ctr', before: Day, recent: Day, own: Partial<PartFacts> = {}) =>
    onPart('anomaly', { days: daysBefore(...times(28, before), ...times(3, recent)), ...own }).find(
      ({ subject }) => subject.metric === metric,
    );

  it('is a conversion at twice its old cost, and none at the old cost though some are not reported yet', () => {
    // Of yesterday's and the day before's conversions 78 and 92 % have come in.
    expect(anomaly('cpa', normal, { ...normal, conversions: 9 })).toMatchObject({ verdict: 'open', threshold: 1.5 });
    expect(anomaly('cpa', normal, { ...normal, conversions: 18 })?.verdict).toBe('clear');
  });

  it('is held between 1.4 and 1.5 times', () => {
    expect(anomaly('cpa', normal, { ...normal, conversions: 12.5 })?.verdict).toBe('hold');
  });

  it('is not judged on fewer than 30 conversions', () => {
    expect(anomaly('cpa', { ...normal, conversions: 1 }, { ...normal, conversions: 0 })).toBeUndefined();
    const few = { ...normal, spend: 40, conversions: 0 };
    expect(anomaly('cpa', normal, few)).toBeUndefined();
  });

  it('is half of the old click rate, from 1,000 impressions on', () => {
    expect(anomaly('ctr', normal, { ...normal, clicks: 100 })).toMatchObject({ verdict: 'open', threshold: 0.5 });
    expect(anomaly('ctr', normal, { ...normal, clicks: 110 })?.verdict).toBe('hold');
    expect(anomaly('ctr', normal, { ...normal, clicks: 190 })?.verdict).toBe('clear');
    expect(anomaly('ctr', normal, { ...normal, impressions: 300, clicks: 0 })).toBeUndefined();
    // 1,500 impressions, of which chance alone may make no clicks.
    const rare = { ...normal, clicks: 10 };
    expect(anomaly('ctr', rare, { ...rare, impressions: 500, clicks: 0 })).toBeUndefined();
  });

  it('is over with the campaign', () => {
    expect(anomaly('cpa', normal, { ...normal, conversions: 0 }, { status: 'paused' })?.verdict).toBe('clear');
  });
});

describe('A stale sync', () => {
  const looked = (lookedAt: string | null, syncPeriodMs: number | null, own: Partial<PartFacts> = {}) =>
    verdictOf('sync_stale', { lookedAt, ...own }, { syncPeriodMs });

  it('has had no look for three periods, and at least for an hour', () => {
    expect(looked('2026-04-20T10:29:59.000Z', 30 * 60_000)).toBe('open');
    expect(looked('2026-04-20T10:30:00.000Z', 30 * 60_000)).toBe('clear');
    expect(looked('2026-04-20T11:00:00.000Z', 60_000)).toBe('clear');
    expect(looked(null, 30 * 60_000)).toBe('open');
  });

  it('is none where nobody syncs by himself, or the campaign has only begun', () => {
    expect(looked(null, null)).toBe('clear');
    expect(looked(null, 30 * 60_000, { deliveringSince: '2026-04-20T11:30:00.000Z' })).toBe('clear');
  });
});

describe('Drift', () => {
  const difference = (own: Partial<PartFacts['differences'][number]>) =>
    onPart('drift', {
      differences: [{ path: 'budget', difference: 'changed_outside', action: 'reported', ...own }],
    })[0];

  it('opens for what was changed outside and left, and more severely for a conflict', () => {
    expect(difference({})).toMatchObject({ verdict: 'open', severity: 'warning', values: { fields: 'budget' } });
    expect(difference({ difference: 'conflict', action: 'held' })?.severity).toBe('critical');
  });

  it('passes when both sides are brought together, whichever has won', () => {
    expect(difference({ action: 'pushed' })?.verdict).toBe('clear');
    expect(difference({ action: 'adopted' })?.verdict).toBe('clear');
    expect(difference({ difference: 'in_sync', action: 'none' })?.verdict).toBe('clear');
  });
});
