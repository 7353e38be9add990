import { describe, expect, it } from '@jest/globals';
import { type GoogleSandbox, googleSandbox } from './testing/google-sandbox.ts';
import { budgetName, campaignName, created } from './testing/requests.ts';

type ReportRow = {
  campaign?: { id: string };
  segments?: { date: string };
  metrics: {
    costMicros?: string;
    impressions?: string;
    clicks?: string;
    conversions?: number;
    conversionsValue?: number;
  };
};

const metrics =
  'metrics.cost_micros, metrics.impressions, metrics.clicks, metrics.conversions, metrics.conversions_value';
const december = "segments.date BETWEEN '2026-12-01' AND '2026-12-31'";
const report = ({ rows }: GoogleSandbox, select: string, from: string, condition: string): readonly ReportRow[] =>
  rows(`SELECT ${select} FROM ${from} WHERE ${condition}`) as ReportRow[];
const daily = (sandbox: GoogleSandbox, condition = december): readonly ReportRow[] =>
  report(sandbox, `campaign.id, segments.date, ${metrics}`, 'campaign', condition);
const datesOf = (rows: readonly ReportRow[]) => rows.map(({ segments }) => segments?.date);
const costOf = (rows: readonly ReportRow[]): number =>
  rows.reduce((sum, row) => sum + Number(row.metrics.costMicros ?? 0), 0);

describe('reports on Google', () => {
  it('has a row per day with delivery: counts as text, conversions in fractions, cost in micros', () => {
    const sandbox = googleSandbox();
    const id = created(sandbox, { status: 'ENABLED' });
    sandbox.passDays(3);
    const rows = daily(sandbox);
    expect(datesOf(rows)).toEqual(['2026-12-01', '2026-12-02', '2026-12-03', '2026-12-04']);
    expect(rows[1]).toEqual({
      campaign: { resourceName: campaignName(id), id },
      segments: { date: '2026-12-02' },
      metrics: {
        costMicros: expect.stringMatching(/^\d+0000$/),
        impressions: expect.stringMatching(/^\d+$/),
        clicks: expect.stringMatching(/^\d+$/),
        conversions: expect.any(Number),
        conversionsValue: expect.any(Number),
      },
    });
    const spent = Number(rows[1]?.metrics.costMicros);
    expect(spent).toBeGreaterThan(40_000_000);
    expect(spent).toBeLessThan(60_000_000);
    expect(rows.some((row) => !Number.isInteger(row.metrics.conversions))).toBe(true);
  });

  it('has no row for a campaign that never delivered, and no results for it', () => {
    const sandbox = googleSandbox();
    created(sandbox);
    sandbox.passDays(3);
    expect(sandbox.search(`SELECT segments.date, ${metrics} FROM campaign WHERE ${december}`).body).not.toHaveProperty(
      'results',
    );
  });

  it('leaves zeros out of a sum, which a campaign without delivery does have', () => {
    const sandbox = googleSandbox();
    const id = created(sandbox);
    expect(report(sandbox, metrics, 'campaign', december)).toEqual([
      { campaign: { resourceName: campaignName(id) }, metrics: {} },
    ]);
  });

  it('leaves the single zero out of a day that has only just begun', () => {
    const sandbox = googleSandbox();
    created(sandbox, { status: 'ENABLED', startDateTime: '2026-12-01 00:00:00' }, { amountMicros: '1000000' });
    sandbox.passDays(0.5);
    const [row] = daily(sandbox);
    expect(row?.metrics.costMicros).toMatch(/^\d+$/);
    expect(row?.metrics).not.toHaveProperty('conversions');
  });

  it('heeds the range, both ends included, in the day of the account', () => {
    const sandbox = googleSandbox();
    created(sandbox, { status: 'ENABLED' });
    sandbox.passDays(5);
    expect(datesOf(daily(sandbox, "segments.date BETWEEN '2026-12-02' AND '2026-12-03'"))).toEqual([
      '2026-12-02',
      '2026-12-03',
    ]);
    expect(datesOf(daily(sandbox, "segments.date = '2026-12-04'"))).toEqual(['2026-12-04']);
    expect(datesOf(daily(sandbox, "segments.date > '2026-12-01' AND segments.date < '2026-12-03'"))).toEqual([
      '2026-12-02',
    ]);
  });

  it.each([
    ['TODAY', ['2026-12-06']],
    ['YESTERDAY', ['2026-12-05']],
    ['LAST_7_DAYS', ['2026-12-01', '2026-12-02', '2026-12-03', '2026-12-04', '2026-12-05']],
    ['LAST_BUSINESS_WEEK', []],
    ['THIS_WEEK_SUN_TODAY', ['2026-12-06']],
    ['LAST_WEEK_SUN_SAT', ['2026-12-01', '2026-12-02', '2026-12-03', '2026-12-04', '2026-12-05']],
    ['LAST_MONTH', []],
  ])('reads DURING %s in the calendar of the campaign', (period, dates) => {
    const sandbox = googleSandbox();
    created(sandbox, { status: 'ENABLED' });
    sandbox.passDays(5);
    expect(datesOf(daily(sandbox, `segments.date DURING ${period}`))).toEqual(dates);
  });

  it('adds up to the same per day, per campaign, per budget and for the customer', () => {
    const sandbox = googleSandbox();
    created(sandbox, { status: 'ENABLED' });
    created(sandbox, { status: 'ENABLED', name: 'Second' });
    sandbox.passDays(4);
    const total = costOf(daily(sandbox));
    expect(total).toBeGreaterThan(0);
    expect(costOf(report(sandbox, 'metrics.cost_micros', 'campaign', december))).toBe(total);
    expect(costOf(report(sandbox, 'metrics.cost_micros', 'campaign_budget', december))).toBe(total);
    expect(costOf(report(sandbox, 'metrics.cost_micros', 'customer', december))).toBe(total);
    const byDay = report(sandbox, 'segments.date, metrics.cost_micros', 'customer', december);
    expect(byDay).toHaveLength(5);
    expect(costOf(byDay)).toBe(total);
  });

  it('filters and sorts by results', () => {
    const sandbox = googleSandbox();
    const id = created(sandbox, { status: 'ENABLED' });
    const large = created(sandbox, { status: 'ENABLED', name: 'Large' }, { amountMicros: '500000000' });
    created(sandbox, { name: 'Paused' });
    sandbox.passDays(2);
    const query =
      'SELECT campaign.id, metrics.cost_micros FROM campaign WHERE metrics.cost_micros > 0 ORDER BY metrics.cost_micros DESC';
    expect((sandbox.rows(query) as ReportRow[]).map(({ campaign }) => campaign?.id)).toEqual([large, id]);
  });

  it('still knows what a removed campaign spent', () => {
    const sandbox = googleSandbox();
    const id = created(sandbox, { status: 'ENABLED' });
    sandbox.passDays(2);
    sandbox.post('campaigns:mutate', { operations: [{ remove: campaignName(id) }] });
    const spent = costOf(daily(sandbox));
    expect(spent).toBeGreaterThan(0);
    sandbox.passDays(2);
    expect(costOf(daily(sandbox))).toBe(spent);
  });

  it('spends by another amount from the moment the budget changes', () => {
    const sandbox = googleSandbox();
    created(sandbox, { status: 'ENABLED' });
    sandbox.passDays(2);
    const update = { resourceName: budgetName(9001), amountMicros: '500000000' };
    sandbox.post('campaignBudgets:mutate', { operations: [{ update, updateMask: 'amount_micros' }] });
    sandbox.passDays(3);
    const costs = daily(sandbox).map((row) => Number(row.metrics.costMicros));
    expect(costs[1]).toBeLessThan(60_000_000);
    expect(costs[3]).toBeGreaterThan(400_000_000);
  });
});
