import { restOperations, restPrefix } from '@campaigns/contracts';
import { attribute, contextOf, failSpan, histogram } from '@campaigns/event-sourcing';
import { type Attributes, context, SpanKind, trace } from '@opentelemetry/api';
import type { RequestHandler, Response } from 'express';
import { exchangeOf } from './exchange.ts';
import { traceparentOf } from './headers.ts';
import { requestMetrics } from './request-metrics.ts';

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** As the contract has it, so that it names no resource; `undefined` for a request that has come to no operation. */
const routeOf = (response: Response): string | undefined => {
  const { operationId } = exchangeOf(response);
  return operationId === undefined ? undefined : `${restPrefix}${restOperations[operationId].path}`;
};

const errorTypeOf = ({ statusCode, writableFinished }: Response): string | undefined => {
  if (!writableFinished) return 'aborted';
  return statusCode >= 500 ? `${statusCode}` : undefined;
};

/**
 * A span for each request, which goes on with the caller's trace, and how long it took. Nothing of query, headers and body
 * is kept. Probes of health are left out: they would be most of it.
 */
export const requestTrace = (): RequestHandler => {
  const tracer = trace.getTracer('api-gateway');
  const duration = histogram('api-gateway', requestMetrics.duration);

  return (request, response, next) => {
    if (request.path.startsWith('/health')) return next();
    const { startedAt, requestId } = exchangeOf(response);
    const method = methods.has(request.method) ? request.method : '_OTHER';
    const parent = contextOf(traceparentOf(request));
    const attributes = { [attribute.urlPath]: request.path, [attribute.requestId]: requestId };
    const span = tracer.startSpan(method, { kind: SpanKind.SERVER, attributes }, parent);

    response.once('close', () => {
      const [route, errorType] = [routeOf(response), errorTypeOf(response)];
      const about: Attributes = {
        [attribute.httpMethod]: method,
        ...(route === undefined ? {} : { [attribute.httpRoute]: route }),
        ...(errorType === 'aborted' ? {} : { [attribute.httpStatus]: response.statusCode }),
        ...(errorType === undefined ? {} : { [attribute.errorType]: errorType }),
      };
      duration.record((performance.now() - startedAt) / 1_000, about);
      if (route !== undefined) span.updateName(`${method} ${route}`);
      span.setAttributes(about);
      if (errorType !== undefined) failSpan(span, errorType);
      span.end();
    });
    context.with(trace.setSpan(parent, span), next);
  };
};
