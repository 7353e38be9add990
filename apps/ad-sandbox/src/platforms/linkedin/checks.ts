import { isObject } from '../../http/exchange.ts';
import { decimalsOf, minorUnitMicros } from '../../money/currency.ts';
import type { AccountState } from '../../state/account-state.ts';
import type { Fault } from './errors.ts';

export type CheckContext = Readonly<{ owner: AccountState; now: number }>;

/** What is wrong with a field; undefined when nothing is. */
export type Check = (value: unknown, fieldPath: string, context: CheckContext) => Fault | undefined;

export const wrong = (fieldPath: string, description: string, code = 'INVALID_VALUE_FOR_FIELD'): Fault => ({
  code,
  fieldPath,
  description: `${fieldPath} ${description}`,
});

export const missing = (fieldPath: string): Fault => wrong(fieldPath, 'is required', 'MISSING_FIELD');

export const oneOf =
  (...allowed: readonly string[]): Check =>
  (value, fieldPath) =>
    allowed.includes(value as string) ? undefined : wrong(fieldPath, `must be one of ${allowed.join(', ')}`);

export const matching =
  (pattern: RegExp, description: string): Check =>
  (value, fieldPath) =>
    typeof value === 'string' && pattern.test(value) ? undefined : wrong(fieldPath, description);

export const flag: Check = (value, fieldPath) =>
  typeof value === 'boolean' ? undefined : wrong(fieldPath, 'must be true or false');

export const anyObject: Check = (value, fieldPath) =>
  isObject(value) ? undefined : wrong(fieldPath, 'must be a record');

/** `most`: characters that a name may have. */
export const named =
  (most = Number.POSITIVE_INFINITY): Check =>
  (value, fieldPath) => {
    if (typeof value !== 'string' || value.trim() === '') return wrong(fieldPath, 'must not be empty');
    return [...value].length > most ? wrong(fieldPath, `must have at most ${most} characters`) : undefined;
  };

/** Micros of `{"amount":"50.00",…}`; undefined unless it is decimal text with no more digits than the currency has. */
export const microsIn = (money: unknown, currency: string): number | undefined => {
  const amount = isObject(money) ? money['amount'] : undefined;
  const [, whole, fraction = ''] = /^(\d{1,9})(?:\.(\d+))?$/.exec(typeof amount === 'string' ? amount : '') ?? [];
  if (whole === undefined || fraction.length > decimalsOf(currency)) return undefined;
  return Number(whole) * 1_000_000 + Number(fraction.padEnd(decimalsOf(currency), '0')) * minorUnitMicros(currency);
};

/** An amount in the account's currency, of at least `least` dollars where that is the currency. */
export const amountFrom =
  (least: number): Check =>
  (value, fieldPath, { owner }) => {
    const { currency } = owner.account;
    const micros = microsIn(value, currency);
    if (!isObject(value) || micros === undefined) {
      const digits = decimalsOf(currency);
      return wrong(`${fieldPath}/amount`, `must be text of a decimal number with at most ${digits} decimals`);
    }
    if (value['currencyCode'] !== currency) {
      return wrong(`${fieldPath}/currencyCode`, `must be ${currency}, as the account's`, 'CURRENCY_MISMATCH');
    }
    if (currency !== 'USD' || micros >= least * 1_000_000) return undefined;
    return wrong(`${fieldPath}/amount`, `can't be lower than ${least}`, 'FIELD_VALUE_TOO_LOW');
  };

/** `{"start":ms,"end":ms}`; an end lies after the start and ahead. */
export const schedule: Check = (value, fieldPath, { now }) => {
  const { start, end } = isObject(value) ? value : {};
  if (!Number.isSafeInteger(start)) return wrong(`${fieldPath}/start`, 'must be epoch milliseconds');
  if (end === undefined) return undefined;
  if (!Number.isSafeInteger(end)) return wrong(`${fieldPath}/end`, 'must be epoch milliseconds');
  const isTooEarly = Number(end) <= Number(start) || Number(end) <= now;
  return isTooEarly ? wrong(`${fieldPath}/end`, 'must be after start and ahead', 'DATE_TOO_EARLY') : undefined;
};
