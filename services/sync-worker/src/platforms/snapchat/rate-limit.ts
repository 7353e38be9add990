import { dateOf } from '../../http/answer.ts';
import type { HttpAnswer } from '../../http/http-call.ts';

/** Epoch times above this are milliseconds: as seconds it lies 30,000 years ahead. */
const surelyMs = 1e12;

/**
 * Milliseconds until Snapchat counts from zero again, by its own clock; `undefined` when it does not say. The headers are
 * not documented: clients have read the reset as seconds, recorded traffic has milliseconds. A reset that has passed
 * says nothing, or a block without a wait would be run into at full speed.
 */
export const resetWaitMs = (answer: HttpAnswer): number | undefined => {
  const reset = Number(answer.headers.get('x-rate-limit-reset') ?? Number.NaN);
  const resetMs = reset > surelyMs ? reset : reset * 1000;
  const waitMs = Math.ceil(resetMs - dateOf(answer).getTime());
  return waitMs > 0 ? waitMs : undefined;
};

/** The answer to the last call that Snapchat allows until it counts from zero again. */
export const isUsedUp = ({ headers }: HttpAnswer): boolean => headers.get('x-rate-limit-remaining') === '0';
