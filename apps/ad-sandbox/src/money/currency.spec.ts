import { describe, expect, it } from '@jest/globals';
import { decimalText, isCurrency, minorUnitMicros } from './currency.ts';

describe('an amount in an answer', () => {
  it.each([
    [42_170_000, 'USD', '42.17'],
    [50_000, 'EUR', '0.05'],
    [0, 'USD', '0.00'],
    [5_000_000_000, 'JPY', '5000'],
    [42_179_999, 'USD', '42.17'],
    [42_170_000, 'KWD', '42.170'],
    [5_000, 'KWD', '0.005'],
  ])('of %d micros %s reads %s', (micros, currency, text) => {
    expect(decimalText(micros, currency)).toBe(text);
  });
});

describe('a currency', () => {
  it('counts in cents, in whole units where there are none, and in thousandths where there are fils', () => {
    expect(minorUnitMicros('USD')).toBe(10_000);
    expect(minorUnitMicros('KRW')).toBe(1_000_000);
    expect(minorUnitMicros('KWD')).toBe(1_000);
  });

  it('is refused when it does not exist', () => {
    expect(isCurrency('CHF')).toBe(true);
    expect(isCurrency('KWD')).toBe(true);
    expect(isCurrency('usd')).toBe(false);
    expect(isCurrency('XYZ')).toBe(false);
  });
});
