import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { minorUnitMicros } from '../money/currency.ts';
import { platformNames } from '../state/campaign.ts';
import { profiles } from './profile.ts';
import { hashOf } from './random.ts';
import { type Maturity, noResults, type Results, resultsOfDay, sumOfResults } from './results.ts';

const currencies = fc.constantFrom('USD', 'EUR', 'JPY', 'KWD');
const campaigns = fc
  .record({ platform: fc.constantFrom(...platformNames), seed: fc.integer(), currency: currencies })
  .map(({ platform, seed, currency }) => ({
    profile: profiles[platform],
    hash: hashOf(seed, 'an account/0'),
    currency,
  }));
const days = fc.integer({ min: 0, max: 400 });
const spends = fc.integer({ min: 0, max: 5_000_000 });
const maturities = fc.constantFrom<Maturity>(0, 1, 2);

const measures = ['spendMicros', 'impressions', 'clicks', 'conversions', 'revenueMicros'] as const;

describe('what a day of spend buys', () => {
  it('never falls when the spend grows or the day gets older', () => {
    fc.assert(
      fc.property(campaigns, days, spends, spends, maturities, maturities, (campaign, day, one, other, young, old) => {
        const unit = minorUnitMicros(campaign.currency);
        const [less, more] = [Math.min(one, other) * unit, Math.max(one, other) * unit];
        const before = resultsOfDay(campaign, day, less, Math.min(young, old) as Maturity, day % 7);
        const after = resultsOfDay(campaign, day, more, Math.max(young, old) as Maturity, day % 7);
        for (const measure of measures) expect(after[measure]).toBeGreaterThanOrEqual(before[measure]);
      }),
    );
  });

  it('is the same for the same seed, and nothing for no spend', () => {
    fc.assert(
      fc.property(campaigns, days, spends, maturities, (campaign, day, spend, maturity) => {
        expect(resultsOfDay(campaign, day, spend, maturity, day % 7)).toEqual(
          resultsOfDay(campaign, day, spend, maturity, day % 7),
        );
        expect(resultsOfDay(campaign, day, 0, maturity, day % 7)).toEqual(noResults);
      }),
    );
  });

  it('narrows from impressions to clicks to conversions, and revenue needs a conversion', () => {
    fc.assert(
      fc.property(campaigns, days, spends, maturities, (campaign, day, spend, maturity) => {
        const { impressions, clicks, conversions, revenueMicros } = resultsOfDay(
          campaign,
          day,
          spend,
          maturity,
          day % 7,
        );
        expect(clicks).toBeLessThanOrEqual(impressions);
        expect(conversions).toBeLessThanOrEqual(clicks);
        if (conversions === 0) expect(revenueMicros).toBe(0);
        expect(revenueMicros % minorUnitMicros(campaign.currency)).toBe(0);
      }),
    );
  });

  it('buys less with each further unit, and half of what it could ever buy at the ceiling', () => {
    const campaign = { profile: profiles.meta, hash: hashOf(1, 'a/0'), currency: 'USD' };
    const bought = (units: number): number => resultsOfDay(campaign, 0, units * 1_000_000, 2, 3).impressions;
    const { ceiling } = profiles.meta;
    const perUnit = [100, 1_000, 5_000, ceiling, 4 * ceiling].map((units) => bought(units) / units);
    expect(perUnit).toEqual(perUnit.toSorted((one, other) => other - one));
    expect(bought(ceiling) / ceiling / (bought(1) / 1)).toBeCloseTo(0.5, 2);
    expect(bought(1_000 * ceiling)).toBeLessThan(2 * bought(ceiling));
  });

  it('has a pattern by weekday: offices are closed at the weekend', () => {
    const campaign = { profile: profiles.linkedin, hash: hashOf(1, 'a/0'), currency: 'USD' };
    const clicks = (weekday: number): number =>
      Array.from({ length: 50 }, (_, week) => resultsOfDay(campaign, week, 2_000_000_000, 2, weekday).clicks).reduce(
        (sum, each) => sum + each,
        0,
      );
    expect(clicks(0)).toBeLessThan(clicks(2) * 0.6);
  });

  it('differs between seeds', () => {
    const month = (seed: number): readonly Results[] =>
      Array.from({ length: 30 }, (_, day) =>
        resultsOfDay(
          { profile: profiles.meta, hash: hashOf(seed, 'a/0'), currency: 'USD' },
          day,
          50_000_000,
          2,
          day % 7,
        ),
      );
    expect(month(1)).toEqual(month(1));
    expect(month(1)).not.toEqual(month(2));
  });

  it('brings in more than it costs on average, and that differently on each platform', () => {
    const returnOf = (platform: (typeof platformNames)[number]): number => {
      const campaign = { profile: profiles[platform], hash: hashOf(3, 'a/0'), currency: 'USD' };
      const sum = sumOfResults(
        Array.from({ length: 60 }, (_, day) => resultsOfDay(campaign, day, 500_000_000, 2, day % 7)),
      );
      return sum.revenueMicros / sum.spendMicros;
    };
    expect(returnOf('google')).toBeGreaterThan(returnOf('meta'));
    expect(returnOf('meta')).toBeGreaterThan(returnOf('tiktok'));
    expect(returnOf('tiktok')).toBeGreaterThan(1);
  });
});

describe('a sum of days', () => {
  it('adds fractions of conversions exactly', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100_000 })), (hundredths) => {
        const rows = hundredths.map((count) => ({ ...noResults, conversions: count / 100 }));
        const expected = hundredths.reduce((sum, count) => sum + count, 0) / 100;
        expect(sumOfResults(rows).conversions).toBe(expected);
      }),
    );
  });
});
