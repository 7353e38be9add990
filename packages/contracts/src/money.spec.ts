import { describe, expect, it } from '@jest/globals';
import { currency, currencyExponent, microsOf, money, smallestUnitMicros, toDecimal } from './money.ts';

describe('currencies', () => {
  it.each([
    ['JPY', 0, 1_000_000],
    ['USD', 2, 10_000],
    ['KWD', 3, 1_000],
  ])('%s has %i digits and a smallest unit of %i micros', (code, exponent, unit) => {
    expect(currencyExponent(code)).toBe(exponent);
    expect(smallestUnitMicros(code)).toBe(unit);
  });

  it('are ISO 4217 codes in capitals', () => {
    expect(currency.safeParse('EUR').success).toBe(true);
    for (const code of ['eur', 'XX', 'EURO', '', 'ZZZ']) expect(currency.safeParse(code).success).toBe(false);
  });
});

describe('microsOf', () => {
  it.each([
    [0.1, 'USD', 100_000],
    [0.29, 'USD', 290_000],
    [1.005, 'KWD', 1_005_000],
    [10_000, 'JPY', 10_000_000_000],
    [0, 'USD', 0],
    [9_007_199_254.74, 'USD', 9_007_199_254_740_000],
    [4_503_599_627.37, 'USD', 4_503_599_627_370_000],
  ])('reads %d %s as %i micros', (amount, code, expected) => {
    expect(microsOf(amount, code)).toBe(expected);
  });

  it.each([
    ['more digits than cents', 0.001, 'USD'],
    ['more digits than the yen has', 0.5, 'JPY'],
    ['more digits than the dinar has', 0.0001, 'KWD'],
    ['a negative amount', -1, 'USD'],
    ['no number', Number.NaN, 'USD'],
    ['infinity', Number.POSITIVE_INFINITY, 'USD'],
    ['more than can be exact', 9_007_199_254.75, 'USD'],
    ['far more than can be exact', 1e300, 'USD'],
  ])('refuses %s', (_, amount, code) => {
    expect(microsOf(amount, code)).toBeUndefined();
  });
});

describe('money', () => {
  it('is a whole, safe, non-negative number of micros in a known currency', () => {
    expect(money.safeParse({ micros: 1, currency: 'USD' }).success).toBe(true);
    for (const micros of [-1, 0.5, Number.MAX_SAFE_INTEGER + 1, Number.NaN]) {
      expect(money.safeParse({ micros, currency: 'USD' }).success).toBe(false);
    }
    expect(money.safeParse({ micros: 1, currency: 'QQQ' }).success).toBe(false);
  });

  it('shows whole amounts as decimals', () => {
    expect(toDecimal(12_345_600)).toBe(12.3456);
  });
});
