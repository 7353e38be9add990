import type { Platform } from '@campaigns/contracts';
import type { Logger } from 'pino';
import type { HttpAnswer, HttpCall, HttpRequest } from '../http/http-call.ts';
import type { AccountLimits } from '../limits/account-limits.ts';
import { ownLimitCode } from '../operations/operation.ts';
import { PlatformError } from './platform-error.ts';
import type { AccountCall } from './platform-port.ts';

export type PlatformRequest = Omit<HttpRequest, 'signal'>;

/** One request for an account: kept within its call budget, and logged without query, body and headers. */
export type PlatformCall = (call: AccountCall, request: PlatformRequest) => Promise<HttpAnswer>;

export type PlatformCallDependencies = Readonly<{ http: HttpCall; limits: AccountLimits; logger: Logger }>;

export const platformCall =
  (platform: Platform, { http, limits, logger }: PlatformCallDependencies): PlatformCall =>
  async ({ account, signal }, request) => {
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
    const { method, url } = request;
    const startedAt = performance.now();
    const record = (fields: Readonly<Record<string, unknown>>): void =>
      logger.info(
        {
          platform,
          adAccountId,
          method,
          path: new URL(url).pathname,
          durationMs: Math.round(performance.now() - startedAt),
          ...fields,
        },
        'platform call',
      );
    try {
      const answer = await http({ ...request, signal });
      record({ status: answer.status });
      return answer;
    } catch (error) {
      record({ error: error instanceof PlatformError ? error.code : 'unexpected' });
      throw error;
    }
  };
