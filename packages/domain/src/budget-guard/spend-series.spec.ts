import { describe, expect, it } from '@jest/globals';
import { noSpend, type SpendReport, type SpendSeries, withReport } from './spend-series.ts';

const report = (
  observedAt: string,
  days: Readonly<Record<string, number>>,
  platformCampaignId = '120210000000000001',
): SpendReport => ({
  ...{ observedAt, platformCampaignId },
  days: Object.entries(days).map(([date, spendMicros]) => ({ date, spendMicros })),
});

const seriesOf = (...reports: readonly SpendReport[]): SpendSeries => reports.reduce(withReport, noSpend);
const spent = (...reports: readonly SpendReport[]): readonly number[] =>
  seriesOf(...reports).observations.map(({ spentMicros }) => spentMicros);

const evening = report('2026-03-04T23:50:00Z', { '2026-03-03': 500, '2026-03-04': 300 });

describe("A platform's spend as it was reported", () => {
  it('goes on over midnight', () => {
    expect(spent(evening, report('2026-03-05T00:05:00Z', { '2026-03-04': 320, '2026-03-05': 10 }))).toEqual([800, 830]);
  });

  it('has a restated day once, as it was stated last', () => {
    expect(spent(evening, report('2026-03-05T00:05:00Z', { '2026-03-03': 450 }))).toEqual([800, 750]);
  });

  it('knows that a fetch without anything new has seen nothing spent', () => {
    expect(seriesOf(evening, report('2026-03-05T00:05:00Z', {})).observations).toEqual([
      { observedAt: '2026-03-04T23:50:00Z', spentMicros: 800 },
      { observedAt: '2026-03-05T00:05:00Z', spentMicros: 800 },
    ]);
  });

  it('stays the same when a report is heard twice', () => {
    expect(seriesOf(evening, evening)).toEqual(seriesOf(evening));
  });

  it('counts a report that arrives late as of the latest one', () => {
    const late = report('2026-03-04T23:00:00Z', { '2026-03-02': 1_000 });
    expect(seriesOf(evening, late).observations).toEqual([{ observedAt: '2026-03-04T23:50:00Z', spentMicros: 1_800 }]);
  });

  it('adds up the campaigns that a platform has had one after the other', () => {
    const other = report('2026-03-05T00:05:00Z', { '2026-03-04': 40 }, '120210000000000002');
    expect(spent(evening, other)).toEqual([800, 840]);
  });

  it('keeps the days, and of the observations those of the last hour and the one before', () => {
    const quarters = Array.from({ length: 20 }, (_, index) => {
      const observedAt = new Date(Date.UTC(2026, 2, 4, 12, 15 * index)).toISOString();
      return report(observedAt, { '2026-03-04': 10 * index });
    });
    const last = quarters.map(({ observedAt }) => observedAt).slice(-5);
    expect(seriesOf(...quarters).observations.map(({ observedAt }) => observedAt)).toEqual(last);
    expect(seriesOf(...quarters, report('2026-03-06T00:00:00Z', { '2026-03-05': 1 })).observations).toEqual([
      { observedAt: last.at(-1), spentMicros: 190 },
      { observedAt: '2026-03-06T00:00:00Z', spentMicros: 191 },
    ]);
  });
});
