import { currencyExponent, toDecimal } from '@campaigns/contracts';
import type { ArmAnswer, BoundBy } from './question.ts';

/** Marginal values are told for so many units of the currency: for one they are too small to read. */
const units = 100;

const heldBy: Readonly<Record<Exclude<BoundBy, null>, string>> = {
  minimum: 'its minimum keeps it from less',
  maximum: 'its maximum keeps it from more',
  move: 'the most it may move in a day holds it here',
  exploration: 'the exploration floor keeps it from less',
  locked: 'it is locked',
};

/**
 * Why a part is what it is, in words: what is expected of it, what a little more would bring before and after, which limit holds
 * it, and from how many days this is known.
 */
export const explanationOf = (
  { beforeMicros, afterMicros, after, marginalBefore, marginalAfter, boundBy, evidenceDays }: ArmAnswer<string>,
  { currency, outcome = 'conversions' }: Readonly<{ currency: string; outcome?: 'conversions' | 'revenue' }>,
): string => {
  const money = (amountMicros: number): string => toDecimal(amountMicros).toFixed(currencyExponent(currency));
  const amount = (value: number): string =>
    outcome === 'revenue' ? `${value.toFixed(2)} ${currency} of revenue` : `${value.toFixed(2)} conversions`;
  const moved =
    afterMicros === beforeMicros
      ? `Stays at ${money(beforeMicros)} ${currency} a day`
      : `${afterMicros > beforeMicros ? 'Raised' : 'Lowered'} from ${money(beforeMicros)} to ${money(afterMicros)} ${currency} a day`;
  const marginal =
    afterMicros === beforeMicros
      ? `${units} ${currency} more would bring ${amount(units * marginalAfter)}`
      : `${units} ${currency} more would have brought ${amount(units * marginalBefore)} before and would bring ${amount(units * marginalAfter)} now`;
  return [
    moved,
    `${amount(after.mean)} a day expected, eight times in ten between ${after.p10.toFixed(2)} and ${after.p90.toFixed(2)}`,
    marginal,
    ...(boundBy === null ? [] : [heldBy[boundBy]]),
    `learned from ${evidenceDays.toFixed(0)} days`,
  ].join('; ');
};
