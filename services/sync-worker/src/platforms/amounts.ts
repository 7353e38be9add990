import { currencyExponent, microsPerUnit, smallestUnitMicros } from '@campaigns/contracts';
import { invalid } from './platform-error.ts';

/** Rounded down to the currency's smallest unit: platforms refuse anything finer. */
export const wholeUnits = (micros: number, currency: string): number => {
  const unit = smallestUnitMicros(currency);
  return Math.floor(micros / unit) * unit;
};

/** Integer minor units: 5000 for 50.00 USD and for 5000 JPY, 50000 for 50.000 KWD. */
export const toMinorUnits = (micros: number, currency: string): number =>
  Math.floor(micros / smallestUnitMicros(currency));

export const fromMinorUnits = (minor: string | number, currency: string): number =>
  Number(minor) * smallestUnitMicros(currency);

/** Exact decimal text in currency units: `50.00` USD, `5000` JPY, `50.125` KWD. Written digit by digit. */
export const toDecimalText = (micros: number, currency: string): string => {
  const decimals = currencyExponent(currency);
  const digits = String(toMinorUnits(micros, currency)).padStart(decimals + 1, '0');
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
};

/** Decimal currency units: 50 for 50.00 USD. The division is the last step, so it is the nearest double. */
export const toDecimalUnits = (micros: number, currency: string): number =>
  toMinorUnits(micros, currency) / 10 ** currencyExponent(currency);

const decimal = /^(-?)(\d+)(?:\.(\d+))?$/;

/**
 * Micros of a decimal text such as `"42.17"`, read digit by digit so that no binary fraction gets in.
 * What is finer than a micro is cut off; corrections below zero count as zero.
 */
export const microsOfText = (text: string): number => {
  const match = decimal.exec(text.trim());
  if (match === null) return Math.max(0, Math.round(Number(text) * microsPerUnit)) || 0;
  const [, sign, whole = '0', fraction = ''] = match;
  if (sign === '-') return 0;
  return Number(whole) * microsPerUnit + Number(fraction.slice(0, 6).padEnd(6, '0'));
};

/** Micros of a double that a platform gives in currency units, or of a fractional count. */
export const microsOfDouble = (amount: number): number => Math.max(0, Math.round(amount * microsPerUnit));

/** The budget that the platform shall have for the whole flight. Throws `validation` when nothing is left of it. */
export const flightBudgetMicros = (
  budget: Readonly<{ micros: number; currency: string }>,
  accountCurrency: string,
): number => {
  if (budget.currency !== accountCurrency) {
    throw invalid(
      'currency-mismatch',
      `The budget is in ${budget.currency} but the ad account is billed in ${accountCurrency}`,
    );
  }
  const micros = wholeUnits(budget.micros, accountCurrency);
  if (micros === 0) throw invalid('budget-too-small', `The budget is below the smallest unit of ${accountCurrency}`);
  return micros;
};
