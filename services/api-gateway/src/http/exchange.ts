import { randomUUID } from 'node:crypto';
import type { RestOperationId } from '@campaigns/contracts';
import type { RequestHandler, Response } from 'express';
import type { Caller } from '../auth/authenticate.ts';

/** What is known about a request besides the request itself. */
export type Exchange = {
  readonly requestId: string;
  readonly startedAt: number;
  caller?: Caller;
  operationId?: RestOperationId;
  error?: unknown;
};

const exchanges = new WeakMap<Response, Exchange>();

/** The exchange that `openExchange` began for this response. */
export const exchangeOf = (response: Response): Exchange => {
  const exchange = exchanges.get(response);
  if (exchange === undefined) throw new TypeError('The request was not opened by openExchange');
  return exchange;
};

/** Gives the request a name: its own `x-request-id`, or a new one. */
export const openExchange: RequestHandler = (request, response, next) => {
  const given = request.get('x-request-id');
  const requestId = given !== undefined && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID();
  exchanges.set(response, { requestId, startedAt: performance.now() });
  response.set('x-request-id', requestId);
  next();
};
