import { minorUnitMicros } from '../../../money/currency.ts';
import { OperationFailed } from '../failure.ts';

const refusal = (code: string, message: string, path: readonly string[], micros: number): OperationFailed =>
  new OperationFailed('campaignBudgetError', code, message, path, String(micros));

/** Checks micros of the customer's currency. Throws `OperationFailed`: negative, nothing, too fine, or too large. */
export const checkedAmount = (micros: number, currency: string, path: readonly string[]): number => {
  if (micros < 0) throw refusal('NEGATIVE_MONEY_AMOUNT', 'The money amount must be non-negative.', path, micros);
  if (micros > Number.MAX_SAFE_INTEGER) {
    throw refusal('MONEY_AMOUNT_TOO_LARGE', 'A money amount is greater than the maximum allowed.', path, micros);
  }
  if (micros % minorUnitMicros(currency) !== 0) {
    throw refusal(
      'NON_MULTIPLE_OF_MINIMUM_CURRENCY_UNIT',
      `A money amount is not a multiple of the minimum unit of ${currency}.`,
      path,
      micros,
    );
  }
  if (micros === 0) {
    throw refusal(
      'MONEY_AMOUNT_LESS_THAN_CURRENCY_MINIMUM_CPC',
      'The budget amount is below the minimum CPC of the currency.',
      path,
      micros,
    );
  }
  return micros;
};
