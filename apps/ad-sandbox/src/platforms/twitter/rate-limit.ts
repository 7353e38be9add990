import { type Answer, Refusal } from '../../http/exchange.ts';
import type { AccountState } from '../../state/account-state.ts';
import type { Faulted } from '../platform.ts';
import { tooManyRequests } from './answers.ts';

type Headers = Readonly<Record<string, string>>;

const limitHeaders = (prefix: string, limit: number, remaining: number, resetAt: number): Headers => ({
  [`${prefix}-limit`]: String(limit),
  [`${prefix}-remaining`]: String(remaining),
  // Seconds, rounded up: whoever waits until then is let in.
  [`${prefix}-reset`]: String(Math.ceil(resetAt / 1000)),
});

const writesPerMinute = 450;
const readsOfAccount = 10_000;

/** A block of that length. */
export const blocked = ({ waitSeconds, now }: Faulted): Answer => ({
  ...tooManyRequests(),
  headers: limitHeaders('x-rate-limit', writesPerMinute, 0, now + waitSeconds * 1000),
});

/**
 * Counts one call, and gives the headers of its answer. The control interface says what is left: `remaining` of the user's
 * calls and `account_remaining` of the account's reads, until `reset_seconds` from now; nothing said, nothing is counted.
 * Throws `Refusal` 429 when nothing is left.
 */
export const counted = (owner: AccountState, isRead: boolean, now: number): Headers => {
  const { remaining = writesPerMinute, account_remaining: ofAccount = readsOfAccount } = owner.usage;
  const resetAt = now + (owner.usage['reset_seconds'] ?? 60) * 1000;
  const isUsedUp = remaining <= 0 || (isRead && ofAccount <= 0);
  const [left, leftOfAccount] = [Math.max(0, remaining - 1), Math.max(0, ofAccount - 1)];
  const headers = {
    ...limitHeaders('x-rate-limit', writesPerMinute, left, resetAt),
    ...(isRead ? limitHeaders('x-account-rate-limit', readsOfAccount, leftOfAccount, resetAt) : {}),
  };
  if (isUsedUp) throw new Refusal({ ...tooManyRequests(), headers });
  owner.usage = {
    ...owner.usage,
    ...(owner.usage['remaining'] === undefined ? {} : { remaining: left }),
    ...(!isRead || owner.usage['account_remaining'] === undefined ? {} : { account_remaining: leftOfAccount }),
  };
  return headers;
};
