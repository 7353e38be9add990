import { describe, expect, it } from '@jest/globals';
import { daysOfStats, statsMetrics, statsWindows } from './stats.ts';

const range = { since: '2026-11-09', until: '2026-11-10' };
const micros = { saleAmountIn: 'micros' } as const;
const sample = {
  impressions: [10_342, 9100],
  clicks: [311, 280],
  billed_charge_local_micro: [42_170_000, 39_000_000],
  conversion_purchases: {
    post_view: [1, 0],
    post_engagement: [5, 4],
    assisted: [0, 0],
    metric: [6, 4],
    order_quantity: [7, 4],
    sale_amount: [389_400_000, 210_000_000],
  },
  conversion_site_visits: [900, 800],
};

describe('the results of X', () => {
  it('are read from a sample, purchases as the conversions, amounts in micros', () => {
    expect(daysOfStats(statsMetrics.parse(sample), range, micros)).toEqual([
      {
        date: '2026-11-09',
        spendMicros: 42_170_000,
        impressions: 10_342,
        clicks: 311,
        conversionsMicros: 6_000_000,
        revenueMicros: 389_400_000,
      },
      {
        date: '2026-11-10',
        spendMicros: 39_000_000,
        impressions: 9100,
        clicks: 280,
        conversionsMicros: 4_000_000,
        revenueMicros: 210_000_000,
      },
    ]);
  });

  it('take null for nothing but zeros, and leave out days on which nothing was counted', () => {
    const metrics = statsMetrics.parse({
      ...sample,
      impressions: [0, 5],
      clicks: null,
      billed_charge_local_micro: null,
    });
    expect(daysOfStats({ ...metrics, conversion_purchases: null }, range, micros)).toEqual([
      { date: '2026-11-10', spendMicros: 0, impressions: 5, clicks: 0, conversionsMicros: 0, revenueMicros: 0 },
    ]);
    const nothing = { impressions: null, clicks: null, billed_charge_local_micro: null, conversion_purchases: null };
    expect(daysOfStats(statsMetrics.parse(nothing), range, micros)).toEqual([]);
  });

  it('can be told that sales are in currency units', () => {
    const purchases = { metric: [1, 0], sale_amount: [389.4, 0] };
    const metrics = statsMetrics.parse({ ...sample, conversion_purchases: purchases });
    expect(daysOfStats(metrics, range, { saleAmountIn: 'units' })[0]).toMatchObject({ revenueMicros: 389_400_000 });
  });

  it('of a campaign for leads have its sign-ups as conversions, and revenue of purchases alone', () => {
    const metrics = statsMetrics.parse({ ...sample, conversion_sign_ups: { metric: [3, 0] } });
    const days = daysOfStats(metrics, range, micros, 'lead_gen');
    expect(days.map(({ conversionsMicros }) => conversionsMicros)).toEqual([3_000_000, 0]);
    expect(days.map(({ revenueMicros }) => revenueMicros)).toEqual([389_400_000, 210_000_000]);
    const nobody = { ...metrics, conversion_sign_ups: null };
    expect(daysOfStats(nobody, range, micros, 'lead_gen')[0]).toMatchObject({ conversionsMicros: 0 });
  });

  it('are refused when there is not one value for each day', () => {
    const metrics = statsMetrics.parse({ ...sample, clicks: [1, 2, 3] });
    expect(() => daysOfStats(metrics, range, micros)).toThrow(
      expect.objectContaining({ class: 'version', code: 'series-length' }),
    );
  });
});

describe('the windows in which X is asked', () => {
  it('are of seven days', () => {
    expect(statsWindows('America/Los_Angeles', { since: '2026-11-20', until: '2026-12-05' })).toEqual([
      { since: '2026-11-20', until: '2026-11-26' },
      { since: '2026-11-27', until: '2026-12-03' },
      { since: '2026-12-04', until: '2026-12-05' },
    ]);
  });

  it('are shorter where the end of summer time makes a week longer than that', () => {
    expect(statsWindows('America/Los_Angeles', { since: '2026-10-30', until: '2026-11-10' })).toEqual([
      { since: '2026-10-30', until: '2026-11-04' },
      { since: '2026-11-05', until: '2026-11-05' },
      { since: '2026-11-06', until: '2026-11-10' },
    ]);
    expect(statsWindows('America/Los_Angeles', { since: '2026-03-06', until: '2026-03-12' })).toHaveLength(1);
  });
});
