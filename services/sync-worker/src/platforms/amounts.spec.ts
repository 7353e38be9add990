import { describe, expect, it } from '@jest/globals';
import {
  flightBudgetMicros,
  fromMinorUnits,
  microsOfDouble,
  microsOfText,
  toDecimalText,
  toDecimalUnits,
  toMinorUnits,
} from './amounts.ts';

describe('money on the platforms', () => {
  it.each([
    ['USD', 50_000_000, 5_000, 50],
    ['JPY', 5_000_000_000, 5_000, 5_000],
    ['KWD', 50_125_000, 50_125, 50.125],
  ])('is minor units for Meta and decimal units for TikTok in %s', (currency, micros, minor, decimal) => {
    expect(toMinorUnits(micros, currency)).toBe(minor);
    expect(fromMinorUnits(String(minor), currency)).toBe(micros);
    expect(toDecimalUnits(micros, currency)).toBe(decimal);
  });

  it('is rounded down to the smallest unit of the currency', () => {
    expect(toMinorUnits(50_009_999, 'USD')).toBe(5_000);
    expect(toMinorUnits(5_999_999, 'JPY')).toBe(5);
    expect(toDecimalUnits(10_000_999, 'KWD')).toBe(10);
  });

  it.each([
    ['USD', 50_000_000, '50.00'],
    ['USD', 50_000, '0.05'],
    ['USD', 9_007_199_254_740_000, '9007199254.74'],
    ['JPY', 5_999_999, '5'],
    ['KWD', 50_125_999, '50.125'],
    ['KWD', 7_000, '0.007'],
  ])('is decimal text with every digit of the currency for LinkedIn in %s', (currency, micros, text) => {
    expect(toDecimalText(micros, currency)).toBe(text);
  });

  it('is read from decimal texts without a binary fraction', () => {
    expect(microsOfText('42.17')).toBe(42_170_000);
    expect(microsOfText('0.1')).toBe(100_000);
    expect(microsOfText('389.4')).toBe(389_400_000);
    expect(microsOfText('1234567.891234')).toBe(1_234_567_891_234);
    expect(microsOfText('-3.5')).toBe(0);
    expect(microsOfText('6')).toBe(6_000_000);
  });

  it('keeps fractions of a conversion', () => {
    expect(microsOfDouble(6.5)).toBe(6_500_000);
    expect(microsOfDouble(0.1 + 0.2)).toBe(300_000);
  });

  it('is refused in another currency than the account is billed in', () => {
    expect(() => flightBudgetMicros({ micros: 1_000_000, currency: 'EUR' }, 'USD')).toThrow(
      expect.objectContaining({ class: 'validation', code: 'currency-mismatch' }),
    );
  });

  it('is refused below the smallest unit', () => {
    expect(() => flightBudgetMicros({ micros: 999_999, currency: 'JPY' }, 'JPY')).toThrow(
      expect.objectContaining({ class: 'validation', code: 'budget-too-small' }),
    );
  });
});
