import { Problem, toProblem } from '@campaigns/service-kit';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import { problemAnswer, send } from './answer.ts';
import { exchangeOf } from './exchange.ts';

export const unknownRoute: RequestHandler = (request) => {
  throw new Problem('not-found', `Nothing is served at ${request.path}`);
};

/** Turns whatever was thrown into a problem. The only place that answers with an error. */
export const answerProblem: ErrorRequestHandler = (error, request, response, next) => {
  if (response.headersSent) {
    next(error);
    return;
  }
  const exchange = exchangeOf(response);
  exchange.error = error;
  const [instance] = request.originalUrl.split('?', 1) as [string];
  send(response, problemAnswer(toProblem(error), { instance, requestId: exchange.requestId }));
};
