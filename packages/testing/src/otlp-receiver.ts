import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

type Attributes = Readonly<Record<string, unknown>>;

/** Who measured it. */
type Origin = Readonly<{ resource: Attributes; service: string; scope: string }>;

export type ReceivedSpan = Origin &
  Readonly<{
    name: string;
    traceId: string;
    spanId: string;
    /** Empty for the first of a trace. */
    parentSpanId: string;
    attributes: Attributes;
    /** The spans that it links to. */
    links: readonly string[];
  }>;

export type ReceivedMetric = Origin & Readonly<{ name: string; unit: string; points: readonly Attributes[] }>;

export type OtlpReceiver = Readonly<{
  /** For `OTEL_EXPORTER_OTLP_ENDPOINT`, with the protocol `http/json`. */
  url: string;
  spans: () => readonly ReceivedSpan[];
  /** As they were last sent. */
  metrics: () => readonly ReceivedMetric[];
  /** All that was sent, as it came. */
  text: () => string;
  close: () => Promise<void>;
}>;

// The parts of the protocol that are looked at; see opentelemetry-proto, in its JSON form.
type Value = Readonly<{ stringValue?: string; intValue?: string | number; doubleValue?: number; boolValue?: boolean }>;
type KeyValues = readonly Readonly<{ key: string; value: Value }>[];
type Point = Readonly<{
  attributes?: KeyValues;
  asDouble?: number;
  asInt?: string | number;
  count?: string | number;
  sum?: number;
}>;
type Points = Readonly<{ dataPoints: readonly Point[] }>;
type Metric = Readonly<{ name: string; unit?: string; gauge?: Points; sum?: Points; histogram?: Points }>;
type Span = Readonly<{
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  attributes?: KeyValues;
  links?: readonly Readonly<{ spanId: string }>[];
}>;
type Scoped = Readonly<{ scope: Readonly<{ name: string }>; spans?: readonly Span[]; metrics?: readonly Metric[] }>;
type Resourced = Readonly<{
  resource: Readonly<{ attributes: KeyValues }>;
  scopeSpans?: readonly Scoped[];
  scopeMetrics?: readonly Scoped[];
}>;
type Sent = Readonly<{ resourceSpans?: readonly Resourced[]; resourceMetrics?: readonly Resourced[] }>;

const plain = (attributes: KeyValues = []): Attributes =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

const scopesIn = ({ resourceSpans = [], resourceMetrics = [] }: Sent) =>
  [...resourceSpans, ...resourceMetrics].flatMap(({ resource, scopeSpans = [], scopeMetrics = [] }) => {
    const about = plain(resource.attributes);
    const origin = { resource: about, service: String(about['service.name']) };
    return [...scopeSpans, ...scopeMetrics].map((each) => ({ ...each, origin: { ...origin, scope: each.scope.name } }));
  });

const spansIn = (sent: Sent): readonly ReceivedSpan[] =>
  scopesIn(sent).flatMap(({ origin, spans = [] }) =>
    spans.map(({ name, traceId, spanId, parentSpanId = '', attributes, links = [] }) => ({
      ...origin,
      ...{ name, traceId, spanId, parentSpanId },
      attributes: plain(attributes),
      links: links.map((link) => link.spanId),
    })),
  );

const metricsIn = (sent: Sent): readonly ReceivedMetric[] =>
  scopesIn(sent).flatMap(({ origin, metrics = [] }) =>
    metrics.map(({ name, unit = '', gauge, sum, histogram }) => {
      const { dataPoints } = gauge ?? sum ?? histogram ?? { dataPoints: [] };
      const points = dataPoints.map(({ attributes, ...values }) => ({ ...plain(attributes), ...values }));
      return { ...origin, name, unit, points };
    }),
  );

const textOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};

/** A collector that keeps what it is sent. */
export const startOtlpReceiver = async (): Promise<OtlpReceiver> => {
  const texts: string[] = [];
  const spans: ReceivedSpan[] = [];
  const metrics = new Map<string, ReceivedMetric>();
  const server = createServer(async (request, response) => {
    const text = await textOf(request);
    const sent = JSON.parse(text) as Sent;
    texts.push(text);
    spans.push(...spansIn(sent));
    for (const metric of metricsIn(sent)) {
      metrics.set(JSON.stringify([metric.resource['service.instance.id'], metric.scope, metric.name]), metric);
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans: () => spans,
    metrics: () => [...metrics.values()],
    text: () => texts.join('\n'),
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};
