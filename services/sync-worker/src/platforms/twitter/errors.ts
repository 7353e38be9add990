import type { ErrorClass } from '@campaigns/contracts';
import { z } from 'zod';
import { jsonIn, retryAfterMs, unreadable } from '../../http/answer.ts';
import type { HttpAnswer } from '../../http/http-call.ts';
import { PlatformError } from '../platform-error.ts';
import { resetWaitMs } from './rate-limit.ts';

const oneError = z.object({
  /** A name; a number when the error comes from X itself and not from its Ads API. */
  code: z.union([z.string(), z.number()]),
  message: z.string().default(''),
  parameter: z.string().nullish(),
});

const errorBody = z.object({
  errors: z.array(oneError).default([]),
  /** Of a batch: a list for each of its parts, in their order. */
  operation_errors: z.array(z.array(oneError)).default([]),
});

/** Those of the request, and those of the parts of a batch. */
const errorsIn = (answer: HttpAnswer): readonly z.infer<typeof oneError>[] => {
  const { errors = [], operation_errors: ofParts = [] } = errorBody.safeParse(jsonIn(answer)).data ?? {};
  return [...errors, ...ofParts.flat()];
};

/** Every code comes with one status, so the status decides, whether the body can be read or not. */
const classOfStatus: Readonly<Record<number, ErrorClass>> = {
  400: 'validation',
  // Tokens do not run out: one that is refused has been taken away.
  401: 'token-revoked',
  403: 'permission',
  404: 'not-found',
  408: 'transient',
  423: 'conflict',
  429: 'rate-limit',
};

export const twitterErrorClass = (code: string, status: number): ErrorClass => {
  // Removing what is not found counts as done, so a path that X does not know must not look like that.
  if (code === 'ROUTE_NOT_FOUND') return 'version';
  return classOfStatus[status] ?? (status >= 500 ? 'transient' : 'validation');
};

/** X refuses signatures whose timestamp is off; from here on that may be what a refused token means. */
const suspiciousSkewMs = 60_000;

const skewMs = ({ headers }: HttpAnswer, nowMs: number): number => {
  const date = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(date) ? 0 : nowMs - date;
};

/** How long X asks to be left alone: until the reset of a rate limit, or as its `Retry-After` says. */
export const refusalWaitMs = ({ status, headers }: HttpAnswer, nowMs: number): number | undefined =>
  status === 429 ? (resetWaitMs(headers, nowMs) ?? retryAfterMs(headers, nowMs)) : retryAfterMs(headers, nowMs);

/** The error in an answer that is no success. */
export const twitterError = (answer: HttpAnswer, mutates: boolean, nowMs: number): PlatformError => {
  const { status } = answer;
  const [first, ...others] = errorsIn(answer);
  const code = first === undefined ? `http-${status}` : String(first.code);
  const message =
    first === undefined
      ? `X answered ${status} without saying why`
      : [first, ...others]
          .map(({ message: text, parameter }) => (parameter ? `${text} (${parameter})` : text))
          .join(' | ');
  const offMs = status === 401 ? skewMs(answer, nowMs) : 0;
  if (Math.abs(offMs) > suspiciousSkewMs) {
    const seconds = Math.round(Math.abs(offMs) / 1000);
    const skewed = `${message}: the clock of this machine is ${seconds} s ${offMs > 0 ? 'ahead of' : 'behind'} X's`;
    return new PlatformError({ class: 'validation', code: 'clock-skew', message: skewed });
  }
  // Of a page that is not in X's form, a server's failure and a missing page say nothing about the campaign.
  if (first === undefined && (status >= 500 || status === 404)) return unreadable(answer, mutates);
  const waitMs = refusalWaitMs(answer, nowMs);
  return new PlatformError({
    class: twitterErrorClass(code, status),
    code,
    message,
    ...(waitMs === undefined ? {} : { waitMs }),
    // The client keeps calls of that kind away; others are counted apart.
    ...(status === 429 ? { scope: 'category' } : {}),
  });
};
