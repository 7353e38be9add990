import type { Attributes } from '@opentelemetry/api';
import { attribute } from './attributes.ts';
import { histogram, type MetricSpec } from './instruments.ts';
import { errorTypeOf } from './with-span.ts';

export type Timed = <Result>(
  attributes: Attributes,
  run: () => Promise<Result>,
  outcomeOf: (result: Result) => string,
  /** Default: `failed`, with the type of the error. */
  outcomeOfError?: (error: unknown) => string,
) => Promise<Result>;

/** Records how long something takes, in seconds, and what comes of it. */
export const timed = (service: string, spec: MetricSpec & Readonly<{ kind: 'histogram' }>): Timed => {
  const duration = histogram(service, spec);
  return async (attributes, run, outcomeOf, outcomeOfError = () => 'failed') => {
    const startedAt = performance.now();
    const record = (more: Attributes): void =>
      duration.record((performance.now() - startedAt) / 1_000, { ...attributes, ...more });
    try {
      const result = await run();
      record({ [attribute.outcome]: outcomeOf(result) });
      return result;
    } catch (error) {
      record({ [attribute.outcome]: outcomeOfError(error), [attribute.errorType]: errorTypeOf(error) });
      throw error;
    }
  };
};
