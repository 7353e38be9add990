import type { CampaignSpec, Platform } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import { budgetRemarks } from './least-budget.ts';

const now = new Date('2026-03-01T12:00:00Z');
const account = (currency: string) => ({ adAccountId: '1', currency, timeZone: 'Etc/UTC' });
const spec = (units: number, currency: string): CampaignSpec => ({
  ...{ name: 'Spring', objective: 'traffic', config: {} },
  budget: { micros: Math.round(units * 1_000_000), currency },
  flight: { startAt: '2026-03-01T00:00:00Z', endAt: '2026-03-31T00:00:00Z' },
});
const remarks = (platform: Platform, units: number, currency = 'USD', hasAds = true): readonly string[] =>
  budgetRemarks(platform, spec(units, currency), account(currency), { now, hasAds }).map(
    ({ code, isBlocking }) => `${code}${isBlocking ? ', blocking' : ''}`,
  );

describe('A budget below what a platform takes', () => {
  it.each<readonly [Platform, number, string]>([
    ['tiktok', 50, 'USD'],
    ['linkedin', 100, 'USD'],
    ['snapchat', 5, 'USD'],
    ['snapchat', 5, 'EUR'],
    // A smallest unit for each of the thirty days.
    ['google', 0.3, 'USD'],
    ['google', 30, 'JPY'],
  ])('is in the way on %s below %d %s, and not from there on', (platform, units, currency) => {
    const below = units - (currency === 'JPY' ? 1 : 0.01);
    expect(remarks(platform, below, currency)).toEqual(['budget-too-small, blocking']);
    expect(remarks(platform, units, currency).filter((remark) => remark.includes('blocking'))).toEqual([]);
  });

  it('is never found on X, and on Snapchat only where there will be ads', () => {
    expect(remarks('twitter', 0.01)).toEqual([]);
    expect(remarks('snapchat', 4, 'USD', false)).toEqual([]);
  });

  it('names both amounts', () => {
    const [remark] = budgetRemarks('tiktok', spec(12.5, 'USD'), account('USD'), { now, hasAds: true });
    expect(remark?.message).toBe('TikTok takes no budget below 50.00 USD; this one is 12.50 USD');
  });
});

describe('A budget below what a platform is said to need a day', () => {
  it.each<readonly [Platform, number]>([
    ['meta', 15],
    ['tiktok', 600],
    ['linkedin', 300],
  ])('is warned of on %s below %d for thirty days', (platform, units) => {
    expect(remarks(platform, units - 0.01)).toEqual(['budget-low']);
    expect(remarks(platform, units)).toEqual([]);
  });

  it('counts the days that are left, in the account’s time zone', () => {
    const late = budgetRemarks('tiktok', spec(60, 'USD'), account('USD'), {
      now: new Date('2026-03-28T12:00:00Z'),
      hasAds: true,
    });
    expect(late).toEqual([]);
    const one = budgetRemarks('tiktok', spec(59.99, 'USD'), account('USD'), {
      now: new Date('2026-03-28T12:00:00Z'),
      hasAds: true,
    });
    expect(one).toMatchObject([{ message: expect.stringContaining('60.00 USD for 3 days') }]);
  });

  it('is not claimed to be known in a currency without a figure', () => {
    expect(remarks('linkedin', 1, 'CHF')).toEqual(['least-budget-unknown']);
  });
});
