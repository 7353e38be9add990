import { setTimeout as delay } from 'node:timers/promises';
import type { Platform } from '@campaigns/contracts';
import type { Logger } from 'pino';
import type { HttpAnswer, HttpCall, HttpRequest } from '../http/http-call.ts';
import type { AccountLimits } from '../limits/account-limits.ts';
import { callerOf } from '../limits/caller.ts';
import { ownLimitCode } from '../operations/operation.ts';
import { countedCall } from './calls.ts';
import { PlatformError } from './platform-error.ts';
import type { AccountCall } from './platform-port.ts';
import { recordedRequest } from './recorded-request.ts';

export type PlatformRequest = Omit<HttpRequest, 'signal'>;

/** One request for an account: kept within its call budget, logged and traced without query, body and headers. */
export type PlatformCall = (call: AccountCall, request: PlatformRequest) => Promise<HttpAnswer>;

export type PlatformCallDependencies = Readonly<{
  http: HttpCall;
  limits: AccountLimits;
  logger: Logger;
  /** Waits for a call's turn, in milliseconds. */
  hold?: (ms: number) => Promise<unknown>;
}>;

export const platformCall = (platform: Platform, dependencies: PlatformCallDependencies): PlatformCall => {
  const { http, limits, logger, hold = delay } = dependencies;
  const recorded = recordedRequest(platform, logger);
  return async (call, request) => {
    const { account, signal, made } = call;
    const { adAccountId } = account;
    const counted = countedCall(platform, request);
    const waitMs = limits.blockedMs(platform, adAccountId, counted.category);
    if (waitMs > 0) {
      throw new PlatformError({
        class: 'rate-limit',
        code: ownLimitCode,
        message: `The platform wants no call for ad account ${adAccountId} yet`,
        waitMs,
      });
    }
    // An operation began with room for its calls, so none of them is refused; it may have to wait for its turn.
    for (const holdMs of limits.take(callerOf(platform, call), counted)) if (holdMs > 0) await hold(holdMs);
    if (request.mutates && call.mayStillChange?.() === false) {
      throw new PlatformError({
        class: 'transient',
        code: 'too-late',
        message: 'The attempt took too long to change anything',
      });
    }
    return recorded({ adAccountId, request, send: () => http({ ...request, signal }), made });
  };
};
