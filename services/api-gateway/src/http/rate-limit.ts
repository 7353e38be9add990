import { Problem } from '@campaigns/service-kit';
import type { RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import { exchangeOf } from './exchange.ts';

/** Counts per token subject, in this process. Answers carry `RateLimit`; beyond the limit a 429 with `Retry-After`. */
export const rateLimiter = (perMinute: number): RequestHandler =>
  rateLimit({
    windowMs: 60_000,
    limit: perMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    identifier: 'default',
    keyGenerator: (_request, response) => {
      const { caller } = exchangeOf(response);
      return `${caller?.orgId}/${caller?.subject}`;
    },
    handler: (_request, _response, next) => {
      next(new Problem('too-many-requests', `A token may make ${perMinute} requests per minute`));
    },
  });
