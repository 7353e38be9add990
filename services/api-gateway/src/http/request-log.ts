import { context } from '@opentelemetry/api';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import { exchangeOf } from './exchange.ts';

/** One line per request, when its answer has gone out or its client has gone away. No headers, no bodies, no queries. */
export const requestLog =
  (logger: Logger): RequestHandler =>
  (request, response, next) => {
    const { method } = request;
    const [path] = request.originalUrl.split('?', 1);
    const write = (): void => {
      const { requestId, startedAt, caller, operationId, error } = exchangeOf(response);
      const line = {
        requestId,
        method,
        path,
        operation: operationId,
        status: response.statusCode,
        durationMs: Math.round((performance.now() - startedAt) * 10) / 10,
        orgId: caller?.orgId,
        subject: caller?.subject,
        aborted: response.writableFinished ? undefined : true,
      };
      if (response.statusCode >= 500) logger.error({ ...line, err: error }, 'request failed');
      else logger.info(line, 'request');
    };
    // The response closes outside of the request's trace, and its line belongs to it.
    response.once('close', context.bind(context.active(), write));
    next();
  };
