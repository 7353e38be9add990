import type { Allocation, BudgetTemplate, Platform } from '@campaigns/contracts';
import { RuleViolation } from '@campaigns/event-sourcing';
import { describe, expect, it } from '@jest/globals';
import { allocationFromTemplate, checkAllocation, scaleAllocation } from './allocation.ts';

const unit = 1_000_000;
const micros = (units: number): number => Math.round(units * unit);
const usd = (units: number) => ({ micros: micros(units), currency: 'USD' });
const parts = (units: Partial<Record<Platform, number>>): readonly Allocation[] =>
  Object.entries(units).map(([platform, amount]) => ({ platform: platform as Platform, amountMicros: micros(amount) }));
const custom: BudgetTemplate = { distribution: 'custom', custom_distribution: { meta: 50, google: 30, tiktok: 20 } };

const codeOf = (act: () => unknown): string | undefined => {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof RuleViolation) return error.code;
    throw error;
  }
};

describe('allocationFromTemplate', () => {
  it('splits equally', () => {
    expect(allocationFromTemplate({ distribution: 'equal' }, ['meta', 'google', 'tiktok'], usd(100))).toEqual(
      parts({ meta: 33.34, google: 33.33, tiktok: 33.33 }),
    );
  });

  it('splits by the percentages of the template', () => {
    expect(allocationFromTemplate(custom, ['meta', 'google', 'tiktok'], usd(10_000))).toEqual(
      parts({ meta: 5_000, google: 3_000, tiktok: 2_000 }),
    );
  });

  it('keeps the proportions among the chosen platforms', () => {
    expect(allocationFromTemplate(custom, ['meta', 'google'], usd(10_000))).toEqual(
      parts({ meta: 6_250, google: 3_750 }),
    );
  });

  it('heeds small fractions of a per cent', () => {
    const tiny: BudgetTemplate = { distribution: 'custom', custom_distribution: { meta: 99.999, google: 0.001 } };
    expect(allocationFromTemplate(tiny, ['meta', 'google'], usd(100_000))).toEqual(parts({ meta: 99_999, google: 1 }));
  });

  it('refuses a platform that the template gives no share', () => {
    expect(codeOf(() => allocationFromTemplate(custom, ['meta', 'linkedin'], usd(100)))).toBe('no-budget-share');
  });
});

describe('scaleAllocation', () => {
  it('keeps the proportions', () => {
    expect(scaleAllocation(parts({ meta: 6_250, google: 3_750 }), usd(20_000))).toEqual(
      parts({ meta: 12_500, google: 7_500 }),
    );
  });

  it('splits equally what was all nothing', () => {
    expect(scaleAllocation(parts({ meta: 0, google: 0 }), usd(10))).toEqual(parts({ meta: 5, google: 5 }));
  });
});

describe('checkAllocation', () => {
  const platforms = ['meta', 'google'] as const;

  it.each([
    ['the whole total', usd(100), { meta: 60, google: 40 }],
    ['less than the total', usd(100), { meta: 60, google: 0.01 }],
  ])('accepts %s', (_, total, units) => {
    expect(codeOf(() => checkAllocation(total, parts(units), platforms))).toBeUndefined();
  });

  it.each([
    ['one cent over the total', 'allocation-exceeds-total', usd(100), parts({ meta: 60, google: 40.01 })],
    ['a foreign platform', 'platform-not-in-orchestration', usd(100), parts({ meta: 50, google: 40, x: 10 } as object)],
    ['a forgotten platform', 'allocation-incomplete', usd(100), parts({ meta: 50 })],
    ['a platform twice', 'allocation-incomplete', usd(100), [...parts({ meta: 5, google: 5 }), ...parts({ meta: 5 })]],
    ['nothing', 'amount-not-payable', usd(100), parts({ meta: 50, google: 0 })],
    ['a negative amount', 'amount-not-payable', usd(100), parts({ meta: 50, google: -1 })],
    ['no number', 'amount-not-payable', usd(100), parts({ meta: 50, google: Number.NaN })],
    ['half a cent', 'amount-not-payable', usd(100), parts({ meta: 50, google: 0.005 })],
    ['half a yen', 'amount-not-payable', { micros: 100 * unit, currency: 'JPY' }, parts({ meta: 50, google: 0.5 })],
    ['a total that is no number', 'amount-not-payable', usd(Number.NaN), parts({ meta: 50, google: 1 })],
    ['a total of half a cent', 'amount-not-payable', usd(100.005), parts({ meta: 50, google: 1 })],
  ])('refuses %s', (_, code, total, allocation) => {
    expect(codeOf(() => checkAllocation(total, allocation, platforms))).toBe(code);
  });
});
