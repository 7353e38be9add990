import type { ErrorClass } from '@campaigns/contracts';
import type { z } from 'zod';
import { PlatformError } from '../platforms/platform-error.ts';
import type { HttpAnswer } from './http-call.ts';

/** The JSON in an answer; `undefined` when it is none. */
export const jsonIn = ({ body }: HttpAnswer): unknown => {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
};

/** A gateway that gave up waiting does not know whether the platform went on. */
const gatewayGaveUp = new Set([408, 502, 504]);

export const isOutcomeUnknown = ({ status }: HttpAnswer, mutates: boolean): boolean =>
  mutates && gatewayGaveUp.has(status);

export const gatewayError = ({ status }: HttpAnswer): PlatformError =>
  new PlatformError({
    class: 'unknown-outcome',
    code: `http-${status}`,
    message: `A gateway answered ${status}; the platform may have carried the call out`,
  });

const classOfStatus: Readonly<Record<number, ErrorClass>> = {
  401: 'token-expired',
  403: 'permission',
  404: 'version',
  409: 'conflict',
  410: 'version',
  426: 'version',
  429: 'rate-limit',
};

/** Milliseconds in a `Retry-After` header, in seconds or as a date. */
export const retryAfterMs = (headers: Headers, now: number = Date.now()): number | undefined => {
  const value = headers.get('retry-after');
  if (value === null) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
};

/**
 * The error for an answer that is not in the platform's own form: a proxy's page, or garbage. Where a change was asked for
 * and success or failure cannot be read, the outcome is unknown.
 */
export const unreadable = (answer: HttpAnswer, mutates: boolean): PlatformError => {
  const { status, headers } = answer;
  const waitMs = retryAfterMs(headers);
  const isRefusal = status >= 400 && status < 500 && status !== 408;
  const unclear: ErrorClass = mutates ? 'unknown-outcome' : 'transient';
  return new PlatformError({
    class: isRefusal ? (classOfStatus[status] ?? 'validation') : unclear,
    code: `http-${status}`,
    message: `The platform's answer could not be read (HTTP ${status})`,
    ...(waitMs === undefined ? {} : { waitMs }),
  });
};

/** The answer in the shape that the documentation gives it. Throws like `unreadable` when it has another. */
export const shaped = <Schema extends z.ZodType>(
  schema: Schema,
  json: unknown,
  answer: HttpAnswer,
  mutates: boolean,
): z.infer<Schema> => {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw unreadable(answer, mutates);
};

/** The platform's clock: its `Date` header, else ours. */
export const dateOf = ({ headers }: HttpAnswer): Date => {
  const date = new Date(headers.get('date') ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? new Date() : date;
};
