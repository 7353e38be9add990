import { type Answer, Refusal } from '../../http/exchange.ts';
import type { AccountState } from '../../state/account-state.ts';
import type { Faulted } from '../platform.ts';
import { requestError } from './answers.ts';

/** As recorded on real answers: 83 calls, and a count that starts again some seconds later. */
const callsAllowed = 83;
const resetMs = 4000;

const headers = (remaining: number, resetAt: number): Record<string, string> => ({
  'x-rate-limit-limit': String(callsAllowed),
  'x-rate-limit-remaining': String(remaining),
  'x-rate-limit-reset': String(resetAt),
});

/** What every answer carries; `now` is the clock that its `Date` shows. Calls made are set by the control interface. */
export const usageHeaders = ({ used = 1 }: AccountState['usage'], now: number): Record<string, string> =>
  headers(Math.max(0, callsAllowed - used), now + resetMs);

const tooManyRequests = (): Answer => requestError(429, { debug: 'Too many requests' });

/** Throws `Refusal` 429 after the last allowed call. */
export const checkUsage = ({ used = 1 }: AccountState['usage']): void => {
  if (used > callsAllowed) throw new Refusal(tooManyRequests());
};

/** A block of that length. */
export const blocked = ({ waitSeconds, now }: Faulted): Answer => ({
  ...tooManyRequests(),
  headers: headers(0, now + waitSeconds * 1000),
});
