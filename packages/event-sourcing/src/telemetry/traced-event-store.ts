import { categoryOf, type StreamName } from '@campaigns/contracts';
import { context, type Span, SpanKind, trace } from '@opentelemetry/api';
import type { EventStore, EventToAppend } from '../event-store.ts';
import { attribute } from './attributes.ts';
import { eventSourcingMetrics } from './metrics.ts';
import { timed } from './timed.ts';
import { contextOf, traceparentOf } from './trace-parent.ts';
import { withSpan } from './with-span.ts';

/** What follows from an event follows from the append that wrote it. */
const carrying = (span: Span, events: readonly EventToAppend[]): readonly EventToAppend[] => {
  const traceparent = traceparentOf(span);
  if (traceparent === undefined) return events;
  return events.map((event) => ({ ...event, metadata: { ...event.metadata, traceparent } }));
};

/** Who appends outside of a span, as a timer does, goes on with the trace that its events name. */
const parentOf = (events: readonly EventToAppend[]) =>
  trace.getActiveSpan() === undefined ? contextOf(events[0]?.metadata.traceparent) : context.active();

/** The store with a span and a duration for each load and append, in the name of a service. */
export const tracedEventStore = (store: EventStore, service: string): EventStore => {
  const tracer = trace.getTracer(service);
  const loading = timed(service, eventSourcingMetrics.load);
  const appending = timed(service, eventSourcingMetrics.append);
  const about = (stream: StreamName) => {
    const category = categoryOf(stream);
    const few = { [attribute.streamCategory]: category };
    return { category, few, all: { ...few, [attribute.stream]: stream } };
  };

  return {
    ...store,
    load: (stream, behind) => {
      const { category, few, all } = about(stream);
      const load = () =>
        loading(
          few,
          () => store.load(stream, behind),
          () => 'loaded',
        );
      // By itself it is no trace that anybody would look for.
      if (trace.getActiveSpan() === undefined) return load();
      return withSpan(tracer, { name: `load ${category}`, kind: SpanKind.CLIENT, attributes: all }, async (span) => {
        const loaded = await load();
        span.setAttribute(attribute.eventCount, loaded.events.length);
        return loaded;
      });
    },
    append: (stream, expected, events) => {
      const { category, few, all } = about(stream);
      const attributes = { ...all, [attribute.eventCount]: events.length };
      const settings = { name: `append ${category}`, kind: SpanKind.PRODUCER, attributes, parent: parentOf(events) };
      return withSpan(tracer, settings, async (span) => {
        const append = () => store.append(stream, expected, carrying(span, events));
        const result = await appending(few, append, ({ outcome }) => outcome);
        span.setAttribute(attribute.outcome, result.outcome);
        return result;
      });
    },
  };
};
