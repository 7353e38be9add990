import { context, metrics, trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';

/** A value of a metric; of a histogram, how many were recorded and what they add up to. */
export type MetricPoint = Readonly<{
  attributes: Readonly<Record<string, unknown>>;
  value: number | Readonly<{ count: number; sum?: number | undefined }>;
}>;

export type RecordedTelemetry = Readonly<{
  /** Those that have ended, the first to end first. */
  spans: () => readonly ReadableSpan[];
  span: (name: string) => ReadableSpan;
  /** What is measured by now, by the name of the metric. */
  points: () => Promise<ReadonlyMap<string, readonly MetricPoint[]>>;
  stop: () => Promise<void>;
}>;

// Most tests need none of it, and it takes 60 ms to load.
const sdk = async () => ({
  ...(await import('@opentelemetry/context-async-hooks')),
  ...(await import('@opentelemetry/sdk-metrics')),
  ...(await import('@opentelemetry/sdk-trace')),
});

/** Keeps the spans and metrics of this process from now on, instead of sending them anywhere. */
export const recordTelemetry = async (): Promise<RecordedTelemetry> => {
  const { AsyncLocalStorageContextManager, AggregationTemporality, InMemoryMetricExporter, MeterProvider } =
    await sdk();
  const { PeriodicExportingMetricReader, InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } = await sdk();
  const spanExporter = new InMemorySpanExporter();
  const tracerProvider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: spanExporter })] });
  const metricExporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  // Collected when it is asked for; the interval never comes.
  const reader = new PeriodicExportingMetricReader({ exporter: metricExporter, exportIntervalMillis: 86_400_000 });
  const meterProvider = new MeterProvider({ readers: [reader] });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(tracerProvider);
  metrics.setGlobalMeterProvider(meterProvider);

  const spans = () => spanExporter.getFinishedSpans();
  return {
    spans,
    span: (name) => {
      const found = spans().find((each) => each.name === name);
      if (found === undefined) throw new Error(`No span ${name} among ${spans().map((each) => each.name)}`);
      return found;
    },
    points: async () => {
      metricExporter.reset();
      await reader.forceFlush();
      const data = metricExporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics);
      const named = data.flatMap(({ metrics: all }) => all);
      const byName = Map.groupBy(named, ({ descriptor }) => descriptor.name);
      const pointsOf = (metric: readonly (typeof named)[number][]) =>
        metric.flatMap(({ dataPoints }) => dataPoints as readonly MetricPoint[]);
      return new Map([...byName].map(([name, metric]) => [name, pointsOf(metric)]));
    },
    stop: async () => {
      await Promise.all([tracerProvider.shutdown(), meterProvider.shutdown()]);
      for (const api of [context, trace, metrics]) api.disable();
    },
  };
};
