import {
  type Attributes,
  type Context,
  context,
  type Link,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { attribute } from './attributes.ts';

export type SpanSettings = Readonly<{
  name: string;
  /** Default: `INTERNAL`. */
  kind?: SpanKind;
  attributes?: Attributes;
  /** What it follows from. Default: the span that is active. */
  parent?: Context;
  links?: Link[];
}>;

/** What kind of error it is: its code or its name. Its message stays out of spans and metrics: it may quote a secret. */
export const errorTypeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return typeof error;
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
};

export const failSpan = (span: Span, errorType: string): void => {
  span.setAttribute(attribute.errorType, errorType);
  span.setStatus({ code: SpanStatusCode.ERROR });
};

/** Runs within a span of its own, which ends with it and fails with what it throws. */
export const withSpan = async <Result>(
  tracer: Tracer,
  { name, kind = SpanKind.INTERNAL, attributes = {}, parent = context.active(), links = [] }: SpanSettings,
  run: (span: Span) => Promise<Result>,
): Promise<Result> => {
  const span = tracer.startSpan(name, { kind, attributes, links }, parent);
  try {
    return await context.with(trace.setSpan(parent, span), run, undefined, span);
  } catch (error) {
    failSpan(span, errorTypeOf(error));
    throw error;
  } finally {
    span.end();
  }
};
