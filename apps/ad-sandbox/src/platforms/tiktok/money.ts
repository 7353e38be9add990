import { decimalsOf, minorUnitMicros } from '../../money/currency.ts';
import { invalid } from './envelope.ts';

const minimumUsd = 50;

/** Micros of a decimal number in the account's currency. Throws `Refusal` 40002: no number, too fine, or too small. */
export const budgetMicros = (value: unknown, currency: string): number => {
  if (value === undefined || value === null) throw invalid('budget: Missing data for required field.');
  if (typeof value !== 'number' || !Number.isFinite(value)) throw invalid('budget: Not a valid number.');
  const unit = minorUnitMicros(currency);
  const minor = Math.round((value * 1_000_000) / unit);
  if (value <= 0 || Math.abs((minor * unit) / 1_000_000 - value) > 1e-9 * Math.max(1, value)) {
    throw invalid(`budget: Must be a positive number with at most ${decimalsOf(currency)} decimal places.`);
  }
  if (currency === 'USD' && value < minimumUsd)
    throw invalid(`The campaign budget must be at least ${minimumUsd} USD.`);
  return minor * unit;
};
