import type { StoredEvent } from '@campaigns/contracts';
import { type Context, isSpanContextValid, type Link, ROOT_CONTEXT, type Span, trace } from '@opentelemetry/api';

const form = /^(?!ff)[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})$/;

/** What a W3C `traceparent` stands for, as the context of what follows from it; the root without a proper one. */
export const contextOf = (traceparent: string | undefined): Context => {
  const [, traceId = '', spanId = '', flags = ''] = form.exec(traceparent ?? '') ?? [];
  const spanContext = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
  return isSpanContextValid(spanContext) ? trace.setSpanContext(ROOT_CONTEXT, spanContext) : ROOT_CONTEXT;
};

/** `undefined` for what stands in for a span while telemetry is off: nothing, or the one that it was to follow from. */
export const traceparentOf = (span: Span): string | undefined => {
  const spanContext = span.spanContext();
  if (!isSpanContextValid(spanContext) || spanContext.isRemote === true) return undefined;
  const { traceId, spanId, traceFlags } = spanContext;
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
};

/** A span may have 128 links. */
const maxLinks = 100;

/** Where a batch comes from: events of one append go on with its trace, others begin one that links to theirs. */
export const originOf = (events: readonly StoredEvent[]): Readonly<{ parent: Context; links: Link[] }> => {
  const parents = [...new Set(events.map(({ metadata }) => metadata.traceparent))];
  if (parents.length === 1) return { parent: contextOf(parents[0]), links: [] };
  const contexts = parents.slice(0, maxLinks).map((traceparent) => trace.getSpanContext(contextOf(traceparent)));
  return {
    parent: ROOT_CONTEXT,
    links: contexts.flatMap((context) => (context === undefined ? [] : [{ context }])),
  };
};
