import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { currencyExponent, microsOf, smallestUnitMicros, toDecimal } from './money.ts';

const code = fc.constantFrom('JPY', 'KRW', 'USD', 'EUR', 'KWD', 'TND');
/** A currency and any amount that can be paid in it, in micros. */
const payable = code.chain((currency) => {
  const unit = smallestUnitMicros(currency);
  const units = fc.integer({ min: 0, max: Math.floor(Number.MAX_SAFE_INTEGER / unit) });
  return units.map((count) => ({ currency, micros: count * unit }));
});

describe('money', () => {
  it('survives the way to a decimal number and back, in every currency', () => {
    fc.assert(
      fc.property(payable, ({ currency, micros }) => {
        expect(microsOf(toDecimal(micros), currency)).toBe(micros);
      }),
    );
  });

  it('survives the way through JSON text', () => {
    fc.assert(
      fc.property(payable, ({ currency, micros }) => {
        expect(microsOf(JSON.parse(JSON.stringify(toDecimal(micros))), currency)).toBe(micros);
      }),
    );
  });

  it('is refused with one digit more than the currency has', () => {
    fc.assert(
      fc.property(
        code,
        fc.integer({ min: 0, max: 1_000_000_000 }),
        fc.integer({ min: 1, max: 9 }),
        (currency, n, digit) => {
          const tooFine =
            Number(`${n}e-${currencyExponent(currency)}`) + Number(`${digit}e-${currencyExponent(currency) + 1}`);
          expect(microsOf(tooFine, currency)).toBeUndefined();
        },
      ),
    );
  });

  it('is never anything but a payable amount, whatever number comes in', () => {
    fc.assert(
      fc.property(code, fc.double(), (currency, amount) => {
        const micros = microsOf(amount, currency);
        if (micros === undefined) return;
        expect(Number.isSafeInteger(micros) && micros >= 0 && micros % smallestUnitMicros(currency) === 0).toBe(true);
        expect(toDecimal(micros)).toBe(amount);
      }),
    );
  });
});
