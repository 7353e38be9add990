import { z } from 'zod';

/** Minor-unit digits where they are not 2 (ISO 4217, list one). */
const exponents: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'.split(' ').map((code) => [code, 0]),
  ),
  ...Object.fromEntries('BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3])),
};

const known = new Set(Intl.supportedValuesOf('currency'));

export const currency = z
  .string()
  .refine((code) => known.has(code), 'expected an ISO 4217 currency code such as "USD"')
  .meta({ description: 'ISO 4217 currency code', example: 'USD', pattern: '^[A-Z]{3}$' });

/** Millionths of one currency unit; a safe integer, so sums are exact up to 9 billion units. */
export const micros = z.int().min(0);

export const money = z.object({ micros, currency }).readonly();
export type Money = z.infer<typeof money>;

export const microsPerUnit = 1_000_000;

/** Digits behind the decimal point of a currency: 0, 2 or 3. */
export const currencyExponent = (code: string): number => exponents[code] ?? 2;

/** The currency's smallest unit in micros: 10,000 for USD, 1,000,000 for JPY, 1,000 for KWD. */
export const smallestUnitMicros = (code: string): number => 10 ** (6 - currencyExponent(code));

/** Decimal currency units of an amount; exact to the micro for display, never for sums. */
export const toDecimal = (amountMicros: number): number => amountMicros / microsPerUnit;

/**
 * Micros of a decimal amount in currency units; 0.1 is exactly 100,000.
 * `undefined` when the amount has more digits than the currency, is negative, or is too large to be exact.
 */
export const microsOf = (amount: number, code: string): number | undefined => {
  if (!Number.isFinite(amount) || amount < 0) return undefined;
  // Rounded in the smallest unit, not in micros: in billions, a double is off by more than half a micro.
  const inMicros = Math.round(amount * 10 ** currencyExponent(code)) * smallestUnitMicros(code);
  return Number.isSafeInteger(inMicros) && toDecimal(inMicros) === amount ? inMicros : undefined;
};
