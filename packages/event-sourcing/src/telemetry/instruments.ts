import {
  type Counter,
  type Histogram,
  type Meter,
  type MetricOptions,
  metrics,
  type Observable,
} from '@opentelemetry/api';

/** A metric, as it is declared beside the code that measures it and listed in docs/runbooks/observability.md. */
export type MetricSpec = Readonly<{
  name: string;
  kind: 'histogram' | 'counter' | 'gauge' | 'up-down-counter';
  /** UCUM: `s`, `By`, `1`, or what is counted in braces. */
  unit: string;
  description: string;
}>;

type SpecOf<Kind extends MetricSpec['kind']> = MetricSpec & Readonly<{ kind: Kind }>;

/** From a read in the cache to a platform that answers late. The defaults are meant for milliseconds. */
const secondsBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

const optionsOf = ({ unit, description }: MetricSpec): MetricOptions => ({ unit, description });

// A meter that is asked for while telemetry is off measures nothing for ever, so none is kept in a module.
const meterOf = (service: string): Meter => metrics.getMeter(service);

export const histogram = (service: string, spec: SpecOf<'histogram'>): Histogram =>
  meterOf(service).createHistogram(spec.name, {
    ...optionsOf(spec),
    ...(spec.unit === 's' ? { advice: { explicitBucketBoundaries: secondsBoundaries } } : {}),
  });

export const counter = (service: string, spec: SpecOf<'counter'>): Counter =>
  meterOf(service).createCounter(spec.name, optionsOf(spec));

export type Observed<Name extends string> = Readonly<Partial<Record<Name, number | undefined>>>;

const observable = (meter: Meter, spec: MetricSpec): Observable => {
  switch (spec.kind) {
    case 'counter':
      return meter.createObservableCounter(spec.name, optionsOf(spec));
    case 'up-down-counter':
      return meter.createObservableUpDownCounter(spec.name, optionsOf(spec));
    default:
      return meter.createObservableGauge(spec.name, optionsOf(spec));
  }
};

/**
 * Metrics that are read whenever somebody collects them; what is `undefined` or cannot be read then is left out. The answer
 * ends it.
 */
export const observe = <Name extends string>(
  service: string,
  specs: Readonly<Record<Name, MetricSpec>>,
  read: () => Observed<Name> | Promise<Observed<Name>>,
): (() => void) => {
  const meter = meterOf(service);
  const observables = Object.entries<MetricSpec>(specs).map(
    ([name, spec]) => [name as Name, observable(meter, spec)] as const,
  );
  const all = observables.map(([, each]) => each);
  const callback: Parameters<Meter['addBatchObservableCallback']>[0] = async (result) => {
    const values = await read();
    for (const [name, each] of observables) {
      const value = values[name];
      if (value !== undefined) result.observe(each, value);
    }
  };
  meter.addBatchObservableCallback(callback, all);
  return () => meter.removeBatchObservableCallback(callback, all);
};
