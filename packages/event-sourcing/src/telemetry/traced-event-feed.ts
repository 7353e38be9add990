import { type Attributes, SpanKind, type Tracer, trace } from '@opentelemetry/api';
import type { EventFeed, FeedHandler, Handled, Subscription } from '../event-feed.ts';
import { attribute } from './attributes.ts';
import { counter, histogram } from './instruments.ts';
import { eventSourcingMetrics } from './metrics.ts';
import { type Timed, timed } from './timed.ts';
import { contextOf } from './trace-parent.ts';
import { errorTypeOf, failSpan, withSpan } from './with-span.ts';

type Handling = Readonly<{ tracer: Tracer; process: Timed; about: Attributes }>;

const reasonOf = (handled: Handled): string => (handled.outcome === 'retry' ? errorTypeOf(handled.cause) : 'rejected');

/** A span for every delivery, which goes on with the trace of the append. */
const tracedHandler =
  (handle: FeedHandler, { tracer, process, about }: Handling): FeedHandler =>
  (event, delivery) => {
    const { type, stream, metadata } = event;
    const attributes = {
      ...about,
      [attribute.eventType]: type,
      [attribute.stream]: stream,
      [attribute.messageId]: metadata.eventId,
      [attribute.messageKey]: delivery.key,
      [attribute.attempt]: delivery.attempt,
    };
    const parent = contextOf(metadata.traceparent);
    return withSpan(tracer, { name: `process ${type}`, kind: SpanKind.CONSUMER, attributes, parent }, async (span) => {
      const handled = await process(
        about,
        () => handle(event, delivery),
        ({ outcome }) => outcome,
        () => 'retry',
      );
      span.setAttribute(attribute.outcome, handled.outcome);
      if (handled.outcome !== 'done') failSpan(span, reasonOf(handled));
      return handled;
    });
  };

/** The feed with a span, a duration and an outcome for each delivery, in the name of a service. */
export const tracedEventFeed = (feed: EventFeed, service: string): EventFeed => {
  const tracer = trace.getTracer(service);
  const process = timed(service, eventSourcingMetrics.process);
  const delay = histogram(service, eventSourcingMetrics.delay);
  const deadLetters = counter(service, eventSourcingMetrics.deadLetters);

  const traced = (subscription: Subscription): Subscription => {
    const { group, topic, handle, onDeadLetter } = subscription;
    const about = { [attribute.messagingGroup]: group, [attribute.messagingTopic]: topic.name };
    const handler = tracedHandler(handle, { tracer, process, about });
    return {
      ...subscription,
      handle: (event, delivery) => {
        if (delivery.attempt === 1) delay.record(Math.max(0, Date.now() - event.recordedAt.getTime()) / 1_000, about);
        return handler(event, delivery);
      },
      onDeadLetter: () => {
        deadLetters.add(1, about);
        onDeadLetter?.();
      },
    };
  };
  return { ...feed, subscribe: (subscription) => feed.subscribe(traced(subscription)) };
};
