import type { Platform } from '@campaigns/contracts';
import { attribute, failSpan, histogram, withSpan } from '@campaigns/event-sourcing';
import { type Attributes, SpanKind, trace } from '@opentelemetry/api';
import type { Logger } from 'pino';
import type { HttpAnswer, HttpRequest } from '../http/http-call.ts';
import { PlatformError } from './platform-error.ts';
import { platformMetrics } from './platform-metrics.ts';
import type { MadeRequest } from './platform-port.ts';
import { requestIdOf } from './request-id.ts';

type Sent = Readonly<{
  /** Missing where a request is about no account, such as an exchange of tokens. */
  adAccountId?: string;
  request: Pick<HttpRequest, 'method' | 'url'>;
  send: () => Promise<HttpAnswer>;
  made?: ((request: MadeRequest) => void) | undefined;
}>;

/** Sends a request and keeps of it what those may see who look after the service: a line, a span and a duration. */
export type RecordedRequest = (sent: Sent) => Promise<HttpAnswer>;

/** Of the address only the host and the path: tokens travel in queries, headers and bodies. */
const addressOf = (url: string) => {
  const { hostname, port, pathname } = new URL(url);
  const host: Attributes = { [attribute.serverAddress]: hostname };
  const place: Attributes = {
    [attribute.urlPath]: pathname,
    ...(port === '' ? {} : { [attribute.serverPort]: Number(port) }),
  };
  return { path: pathname, host, place };
};

export const recordedRequest = (platform: Platform, logger: Logger): RecordedRequest => {
  const tracer = trace.getTracer('sync-worker');
  const duration = histogram('sync-worker', platformMetrics.request);

  return ({ adAccountId, request: { method, url }, send, made }) => {
    const { path, host, place } = addressOf(url);
    const few = { ...host, [attribute.platform]: platform, [attribute.httpMethod]: method };
    const account = adAccountId === undefined ? {} : { [attribute.adAccount]: adAccountId };
    const attributes = { ...few, ...place, ...account };
    return withSpan(tracer, { name: `${method} ${platform}`, kind: SpanKind.CLIENT, attributes }, async (span) => {
      const startedAt = performance.now();
      const record = (
        result: Readonly<{ status: number } | { error: string }>,
        more: Attributes,
        id?: string,
      ): void => {
        const ms = performance.now() - startedAt;
        const durationMs = Math.round(ms);
        const ended = { status: null, error: null, ...result, requestId: id ?? null };
        made?.({ method, path: path.slice(0, 300), ...ended, durationMs });
        duration.record(ms / 1_000, { ...few, ...more });
        logger.info({ platform, adAccountId, method, path, durationMs, ...result }, 'platform call');
      };
      try {
        const answer = await send();
        const { status } = answer;
        span.setAttribute(attribute.httpStatus, status);
        if (status >= 400) failSpan(span, `${status}`);
        record({ status }, { [attribute.httpStatus]: status }, requestIdOf(answer));
        return answer;
      } catch (error) {
        const code = error instanceof PlatformError ? error.code : 'unexpected';
        record({ error: code }, { [attribute.errorType]: code });
        throw error;
      }
    });
  };
};
