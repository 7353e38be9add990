import { SpanKind, trace } from '@opentelemetry/api';
import type { KafkaPublisher } from '../kafka/publisher.ts';
import { attribute } from './attributes.ts';
import { eventSourcingMetrics } from './metrics.ts';
import { timed } from './timed.ts';
import { originOf } from './trace-parent.ts';
import { withSpan } from './with-span.ts';

/** The publisher with a span and a duration for each batch, in the name of a service. */
export const tracedPublisher = (publisher: KafkaPublisher, service: string): KafkaPublisher => {
  const tracer = trace.getTracer(service);
  const publishing = timed(service, eventSourcingMetrics.publish);
  return {
    ...publisher,
    publish: (events) => {
      const attributes = { 'messaging.system': 'kafka', [attribute.messageCount]: events.length };
      const settings = { name: 'publish', kind: SpanKind.PRODUCER, attributes, ...originOf(events) };
      return withSpan(tracer, settings, async (span) => {
        const published = await publishing(
          {},
          () => publisher.publish(events),
          ({ outcome }) => outcome,
        );
        span.setAttribute(attribute.outcome, published.outcome);
        return published;
      });
    },
  };
};
