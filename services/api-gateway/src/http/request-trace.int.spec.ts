import { once } from 'node:events';
import { connect } from 'node:net';
import type { StreamName } from '@campaigns/contracts';
import { tracedEventStore } from '@campaigns/event-sourcing';
import { eventually, type RecordedTelemetry, recordTelemetry } from '@campaigns/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { organisation, prefix } from '../testing/scenario.ts';
import { newOrg, startTestApi, type TestApi, tokenFor } from '../testing/test-api.ts';

let telemetry: RecordedTelemetry;
let api: TestApi;
let isLogAway = false;
beforeAll(async () => {
  telemetry = await recordTelemetry();
  api = await startTestApi({}, (store) => {
    const traced = tracedEventStore(store, 'api-gateway');
    const load: typeof store.load = (stream) => {
      if (isLogAway) throw new Error('planted-secret');
      return traced.load(stream);
    };
    return { ...traced, load };
  });
}, 60_000);
afterAll(async () => {
  await api.stop();
  await telemetry.stop();
});

const caller = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;

/** The span of a request, once its response has closed. */
const requestSpan = (path: string) =>
  eventually(() => {
    const found = telemetry
      .spans()
      .find(({ kind, attributes }) => kind === SpanKind.SERVER && attributes['url.path'] === path);
    if (found === undefined) throw new Error(`No span of a request for ${path}`);
    return found;
  });

describe('A request to the API', () => {
  it('goes on with the trace of its caller, down to what it appends', async () => {
    const { operator, templateId } = await organisation(api);
    const created = await operator('POST', `${prefix}/from-template?`, {
      headers: { traceparent: caller },
      body: { template_id: templateId, name: 'planted-secret', total_budget: 10_000, platforms: ['meta', 'google'] },
    });
    expect(created.status).toBe(201);
    const request = await requestSpan(`${prefix}/from-template`);
    expect(request).toMatchObject({
      name: `POST ${prefix}/from-template`,
      parentSpanContext: { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), isRemote: true },
      instrumentationScope: { name: 'api-gateway' },
      status: { code: SpanStatusCode.UNSET },
      attributes: {
        'http.request.method': 'POST',
        'http.route': `${prefix}/from-template`,
        'http.response.status_code': 201,
        'campaigns.request.id': created.headers.get('x-request-id'),
      },
    });
    const stream: StreamName = `orchestration-${created.body.orchestration.orchestration_id}`;
    const append = telemetry
      .spans()
      .find(({ kind, attributes }) => kind === SpanKind.PRODUCER && attributes['campaigns.stream'] === stream);
    expect(append?.parentSpanContext?.spanId).toBe(request.spanContext().spanId);
    const { events } = await api.store.load(stream);
    const { spanId } = append?.spanContext() ?? {};
    expect(events[0]?.metadata.traceparent).toBe(`00-${'a'.repeat(32)}-${spanId}-01`);
  });

  it('is named by its route and never by what it asks for', async () => {
    const { operator, draft } = await organisation(api);
    const { orchestration_id: id } = await draft();
    await operator('GET', `${prefix}/${id}`);
    expect((await requestSpan(`${prefix}/${id}`)).name).toMatch(/^GET \/api\/orchestration\/\{\w+\}$/);
  });

  it('without a proper trace begins one, and without a token is no operation', async () => {
    const refused = await api.withToken('planted-secret')('GET', `${prefix}/templates?category=planted-secret`, {
      headers: { traceparent: 'planted-secret', cookie: 'planted-secret' },
    });
    expect(refused.status).toBe(401);
    const span = await eventually(() => {
      const found = telemetry.spans().find(({ attributes }) => attributes['http.response.status_code'] === 401);
      if (found === undefined) throw new Error('No span of the refused request');
      return found;
    });
    expect(span).toMatchObject({ name: 'GET', parentSpanContext: undefined });
  });

  it('that is ours to answer for fails its span', async () => {
    const { operator, draft } = await organisation(api);
    const { orchestration_id: id } = await draft();
    isLogAway = true;
    const answer = await operator('POST', `${prefix}/${id}/deploy`);
    isLogAway = false;
    expect(answer.status).toBe(500);
    expect(await requestSpan(`${prefix}/${id}/deploy`)).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: { 'error.type': '500' },
    });
  });

  it('is measured by method, route and status, without an id', async () => {
    const durations = (await telemetry.points()).get('http.server.request.duration') ?? [];
    const routes = durations.map(({ attributes }) => attributes['http.route']);
    expect(routes).toContain(`${prefix}/from-template`);
    expect(routes.filter((route) => /[\da-f]{8}-/.test(String(route)))).toEqual([]);
    const names = new Set(durations.flatMap(({ attributes }) => Object.keys(attributes)));
    expect([...names].toSorted()).toEqual([
      'error.type',
      'http.request.method',
      'http.response.status_code',
      'http.route',
    ]);
  });

  it('has a line in the log that belongs to its trace, also when its client goes away in the middle of it', async () => {
    const [requestId, token] = ['cut-short', await tokenFor(newOrg(), 'admin')];
    const { hostname, port } = new URL(api.url);
    const client = connect(Number(port), hostname);
    client.write(
      [
        `POST ${prefix}/from-template HTTP/1.1`,
        ...[`host: ${hostname}`, `authorization: Bearer ${token}`, `x-request-id: ${requestId}`],
        ...['content-type: application/json', 'content-length: 1000', '', '{'],
      ].join('\r\n'),
    );
    await once(client, 'connect');
    // Ends what it has begun without the rest.
    client.end();
    const line = await eventually(() => {
      const found = api.lines.map((each) => JSON.parse(each)).find((each) => each.requestId === requestId);
      if (found === undefined) throw new Error('No line of the request');
      return found;
    });
    const span = await eventually(() => {
      const found = telemetry.spans().find(({ attributes }) => attributes['campaigns.request.id'] === requestId);
      if (found === undefined) throw new Error('No span of the request');
      return found;
    });
    const { traceId, spanId } = span.spanContext();
    expect(line).toMatchObject({ aborted: true, trace_id: traceId, span_id: spanId });
    expect(span).toMatchObject({ status: { code: SpanStatusCode.ERROR }, attributes: { 'error.type': 'aborted' } });
    client.destroy();
  });

  it('for its health is not traced', async () => {
    const before = telemetry.spans().length;
    expect((await fetch(`${api.url}/health/live`)).status).toBe(200);
    const unknown = await fetch(`${api.url}/nothing-here`);
    expect(unknown.status).toBe(404);
    // The second one has its span, so the first one would have.
    await requestSpan('/nothing-here');
    expect(telemetry.spans().slice(before)).toHaveLength(1);
  });

  it('leaves nothing of headers, query, body and errors in spans and metrics', async () => {
    const spans = telemetry
      .spans()
      .map(({ name, attributes, events, links, status }) => ({ name, attributes, events, links, status }));
    expect(spans.length).toBeGreaterThan(10);
    expect(JSON.stringify([spans, [...(await telemetry.points())]])).not.toContain('planted-secret');
  });
});
