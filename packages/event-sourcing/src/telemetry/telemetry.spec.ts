import type { StoredEvent } from '@campaigns/contracts';
import { inMemoryEventStore, type MetricPoint, type RecordedTelemetry, recordTelemetry } from '@campaigns/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { newStream, sampleEvent, sampleEvents } from '../contract-suites/index.ts';
import type { EventFeed, FeedHandler, Subscription } from '../event-feed.ts';
import { LogUnavailable } from '../event-store.ts';
import type { KafkaPublisher } from '../kafka/publisher.ts';
import { contextOf, traceparentOf } from './trace-parent.ts';
import { tracedEventFeed } from './traced-event-feed.ts';
import { tracedEventStore } from './traced-event-store.ts';
import { tracedPublisher } from './traced-publisher.ts';
import { withSpan } from './with-span.ts';

let telemetry: RecordedTelemetry;
beforeEach(async () => {
  telemetry = await recordTelemetry();
});
afterEach(() => telemetry.stop());

const theirs = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
const within = <Result>(run: (span: Span) => Promise<Result>): Promise<Result> =>
  withSpan(trace.getTracer('tests'), { name: 'request' }, run);
const idOf = (name: string): string => telemetry.span(name).spanContext().spanId;
const parentOf = (name: string): string | undefined => telemetry.span(name).parentSpanContext?.spanId;

/** Each series of a metric as its attributes and how often it was recorded. */
const series = async (metric: string): Promise<readonly (readonly [MetricPoint['attributes'], number])[]> => {
  const points = (await telemetry.points()).get(metric) ?? [];
  return points.map(({ attributes, value }) => [attributes, typeof value === 'number' ? value : value.count]);
};

const withParent = (traceparent: string) => {
  const { metadata, ...event } = sampleEvent();
  return { ...event, metadata: { ...metadata, traceparent } };
};

describe('A traceparent', () => {
  it('names the span that it was made of', () =>
    within(async (span) => {
      const { traceId, spanId, traceFlags } = span.spanContext();
      const parent = trace.getSpanContext(contextOf(traceparentOf(span)));
      expect(parent).toEqual({ traceId, spanId, traceFlags, isRemote: true });
    }));

  it.each([
    undefined,
    '',
    'nonsense',
    `ff-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
    `00-${'0'.repeat(32)}-${'b'.repeat(16)}-01`,
  ])('%p names none', (traceparent) => {
    expect(trace.getSpanContext(contextOf(traceparent))).toBeUndefined();
  });
});

describe('An append', () => {
  it('is a step of what is under way, and is what follows from its events follows from', async () => {
    const store = tracedEventStore(inMemoryEventStore(), 'orchestrator');
    const stream = newStream();
    await within(() => store.append(stream, 'no-stream', [withParent(theirs), sampleEvent()]));
    const append = telemetry.span('append sample');
    expect(parentOf('append sample')).toBe(idOf('request'));
    expect(append).toMatchObject({
      kind: SpanKind.PRODUCER,
      instrumentationScope: { name: 'orchestrator' },
      attributes: { 'campaigns.stream': stream, 'campaigns.event.count': 2, 'campaigns.outcome': 'appended' },
    });
    const { events } = await store.load(stream);
    const { traceId, spanId } = append.spanContext();
    expect(events.map(({ metadata }) => metadata.traceparent)).toEqual(Array(2).fill(`00-${traceId}-${spanId}-01`));
  });

  it('goes on with the trace that its events name when nothing is under way', async () => {
    const store = tracedEventStore(inMemoryEventStore(), 'orchestrator');
    await store.append(newStream(), 'no-stream', [withParent(theirs)]);
    expect(telemetry.span('append sample').spanContext().traceId).toBe('a'.repeat(32));
    expect(parentOf('append sample')).toBe('b'.repeat(16));
  });

  it('of the same event ids in another trace is still a repetition', async () => {
    const store = tracedEventStore(inMemoryEventStore(), 'orchestrator');
    const [stream, events] = [newStream(), sampleEvents(2)];
    const first = await within(() => store.append(stream, 'no-stream', events));
    expect(await within(() => store.append(stream, 'no-stream', events))).toEqual(first);
    expect((await store.load(stream)).events).toHaveLength(2);
  });

  it('leaves the events as they are while telemetry is off', async () => {
    await telemetry.stop();
    const store = tracedEventStore(inMemoryEventStore(), 'orchestrator');
    const stream = newStream();
    await store.append(stream, 'no-stream', [withParent(theirs), sampleEvent()]);
    const { events } = await store.load(stream);
    expect(events.map(({ metadata }) => metadata.traceparent)).toEqual([theirs, undefined]);
  });

  it('is counted by what comes of it, without an id', async () => {
    const inner = inMemoryEventStore();
    const store = tracedEventStore(inner, 'orchestrator');
    const away = tracedEventStore(
      { ...inner, append: () => Promise.reject(new LogUnavailable('the log says: hunter2')) },
      'orchestrator',
    );
    await store.append(newStream(), 'no-stream', sampleEvents(1));
    await store.append(newStream(), 3n, sampleEvents(1));
    await expect(away.append(newStream(), 'no-stream', sampleEvents(1))).rejects.toThrow(LogUnavailable);
    const category = { 'campaigns.stream.category': 'sample' };
    expect(await series('campaigns.log.append.duration')).toEqual([
      [{ ...category, 'campaigns.outcome': 'appended' }, 1],
      [{ ...category, 'campaigns.outcome': 'conflict' }, 1],
      [{ ...category, 'campaigns.outcome': 'failed', 'error.type': 'LogUnavailable' }, 1],
    ]);
    const failed = telemetry.spans().at(-1);
    expect(failed).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: { 'error.type': 'LogUnavailable' },
    });
    expect(failed?.events).toEqual([]);
  });
});

const stored = (traceparent?: string, position = 1n): StoredEvent => {
  const { metadata, ...event } = sampleEvent();
  return {
    ...event,
    metadata: { ...metadata, ...(traceparent === undefined ? {} : { traceparent }) },
    ...{ stream: newStream(), revision: 0n, position, recordedAt: new Date(Date.now() - 2_000) },
  };
};

describe('A delivery', () => {
  /** What the feed below is given. */
  const subscribed = async (handle: FeedHandler): Promise<Subscription> => {
    const given: Subscription[] = [];
    const inner: EventFeed = {
      subscribe: async (subscription) => {
        given.push(subscription);
        return { stop: async () => undefined };
      },
    };
    const topic = { name: 'campaign-events', keyOf: () => 'key' };
    await tracedEventFeed(inner, 'sync-worker').subscribe({ group: 'workers', topic, handle });
    return given[0] as Subscription;
  };
  const about = { 'messaging.consumer.group.name': 'workers', 'messaging.destination.name': 'campaign-events' };

  it('goes on with the trace of the append, whatever else is under way, and so does what the handler does', async () => {
    const store = tracedEventStore(inMemoryEventStore(), 'sync-worker');
    const { handle } = await subscribed(async () => {
      await store.append(newStream(), 'no-stream', sampleEvents(1));
      return { outcome: 'done' };
    });
    const event = stored(theirs);
    await within(() => handle(event, { key: 'account', attempt: 2 }));
    expect(telemetry.span('process SampleRecorded')).toMatchObject({
      kind: SpanKind.CONSUMER,
      instrumentationScope: { name: 'sync-worker' },
      parentSpanContext: { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) },
      status: { code: SpanStatusCode.UNSET },
      attributes: {
        ...about,
        'campaigns.event.type': 'SampleRecorded',
        'campaigns.stream': event.stream,
        'messaging.message.id': event.metadata.eventId,
        'campaigns.message.key': 'account',
        'campaigns.attempt': 2,
        'campaigns.outcome': 'done',
      },
    });
    expect(parentOf('append sample')).toBe(idOf('process SampleRecorded'));
  });

  it('of an event without a trace begins one', async () => {
    const { handle } = await subscribed(async () => ({ outcome: 'done' }));
    await within(() => handle(stored(), { key: 'account', attempt: 1 }));
    expect(parentOf('process SampleRecorded')).toBeUndefined();
  });

  it('is counted by what comes of it, and fails its span unless that is good', async () => {
    const answers: FeedHandler[] = [
      async () => ({ outcome: 'done' }),
      async () => ({ outcome: 'retry', cause: new TypeError('hunter2') }),
      async () => ({ outcome: 'reject', reason: 'hunter2' }),
      async () => {
        throw new LogUnavailable('hunter2');
      },
    ];
    for (const answer of answers) {
      const { handle } = await subscribed(answer);
      await handle(stored(), { key: 'account', attempt: 1 }).catch(() => undefined);
    }
    expect(telemetry.spans().map(({ attributes, status }) => [attributes['error.type'], status.code])).toEqual([
      [undefined, SpanStatusCode.UNSET],
      ['TypeError', SpanStatusCode.ERROR],
      ['rejected', SpanStatusCode.ERROR],
      ['LogUnavailable', SpanStatusCode.ERROR],
    ]);
    expect(await series('messaging.process.duration')).toEqual([
      [{ ...about, 'campaigns.outcome': 'done' }, 1],
      [{ ...about, 'campaigns.outcome': 'retry' }, 1],
      [{ ...about, 'campaigns.outcome': 'reject' }, 1],
      [{ ...about, 'campaigns.outcome': 'retry', 'error.type': 'LogUnavailable' }, 1],
    ]);
  });

  it('tells how long its event has waited, once', async () => {
    const { handle } = await subscribed(async () => ({ outcome: 'done' }));
    const event = stored();
    for (const attempt of [1, 2]) await handle(event, { key: 'account', attempt });
    const [point, ...others] = (await telemetry.points()).get('campaigns.feed.delay') ?? [];
    expect(others).toEqual([]);
    expect(point).toMatchObject({ attributes: about, value: { count: 1 } });
    const { sum } = Object(point?.value) as { sum: number };
    expect(sum).toBeGreaterThanOrEqual(2);
    expect(sum).toBeLessThan(60);
  });

  it('that was the last is counted as a dead letter', async () => {
    const { onDeadLetter } = await subscribed(async () => ({ outcome: 'done' }));
    onDeadLetter?.();
    expect(await series('campaigns.feed.dead_letters')).toEqual([[about, 1]]);
  });
});

describe('A batch for Kafka', () => {
  const publishing = (outcome: 'published' | 'fenced') => {
    const inner = { publish: async () => ({ outcome }) } as unknown as KafkaPublisher;
    return tracedPublisher(inner, 'event-relay').publish;
  };
  const other = `00-${'c'.repeat(32)}-${'d'.repeat(16)}-01`;

  it('of one append goes on with its trace', async () => {
    await publishing('published')([stored(theirs), stored(theirs, 2n)]);
    expect(telemetry.span('publish')).toMatchObject({
      kind: SpanKind.PRODUCER,
      parentSpanContext: { spanId: 'b'.repeat(16) },
      links: [],
      attributes: { 'messaging.batch.message_count': 2, 'campaigns.outcome': 'published' },
    });
  });

  it('of several begins one that links to each of theirs', async () => {
    await publishing('published')([stored(theirs), stored(other), stored(theirs), stored()]);
    const { parentSpanContext, links } = telemetry.span('publish');
    expect(parentSpanContext).toBeUndefined();
    expect(links.map(({ context }) => context.spanId)).toEqual(['b'.repeat(16), 'd'.repeat(16)]);
  });

  it('is counted by what comes of it', async () => {
    await publishing('fenced')([stored()]);
    expect(await series('campaigns.publish.duration')).toEqual([[{ 'campaigns.outcome': 'fenced' }, 1]]);
  });
});
