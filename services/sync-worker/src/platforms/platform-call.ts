import type { Platform } from '@campaigns/contracts';
import type { Logger } from 'pino';
import type { HttpAnswer, HttpCall, HttpRequest } from '../http/http-call.ts';
import type { AccountLimits } from '../limits/account-limits.ts';
import { ownLimitCode } from '../operations/operation.ts';
import { PlatformError } from './platform-error.ts';
import type { AccountCall } from './platform-port.ts';
import { recordedRequest } from './recorded-request.ts';

export type PlatformRequest = Omit<HttpRequest, 'signal'>;

/** One request for an account: kept within its call budget, logged and traced without query, body and headers. */
export type PlatformCall = (call: AccountCall, request: PlatformRequest) => Promise<HttpAnswer>;

export type PlatformCallDependencies = Readonly<{ http: HttpCall; limits: AccountLimits; logger: Logger }>;

export const platformCall = (platform: Platform, { http, limits, logger }: PlatformCallDependencies): PlatformCall => {
  const recorded = recordedRequest(platform, logger);
  return async ({ account, signal, made }, request) => {
    const { adAccountId } = account;
    const cost = request.mutates ? 'write' : 'read';
    const waitMs = limits.waitMs(platform, adAccountId, cost);
    if (waitMs > 0) {
      throw new PlatformError({
        class: 'rate-limit',
        code: ownLimitCode,
        message: `The call budget of ad account ${adAccountId} is used up`,
        waitMs,
      });
    }
    limits.spend(platform, adAccountId, cost);
    return recorded({ adAccountId, request, send: () => http({ ...request, signal }), made });
  };
};
