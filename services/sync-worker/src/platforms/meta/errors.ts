import type { ErrorClass } from '@campaigns/contracts';
import { z } from 'zod';
import { PlatformError } from '../platform-error.ts';

/** Dispatch is on `code` and `error_subcode`: the same code comes with several HTTP statuses, 200 among them. */
export const metaErrorBody = z.object({
  error: z.object({
    message: z.string().default(''),
    code: z.number(),
    error_subcode: z.number().optional(),
    is_transient: z.boolean().optional(),
    error_user_title: z.string().optional(),
    error_user_msg: z.string().optional(),
  }),
});
type MetaError = z.infer<typeof metaErrorBody>['error'];

const classOfCode: Readonly<Record<number, ErrorClass>> = {
  1: 'transient',
  2: 'transient',
  3: 'permission',
  4: 'rate-limit',
  10: 'permission',
  17: 'rate-limit',
  32: 'rate-limit',
  100: 'validation',
  102: 'token-revoked',
  190: 'token-revoked',
  341: 'rate-limit',
  368: 'validation',
  613: 'rate-limit',
  803: 'not-found',
  2635: 'version',
};

/** The session ran out; every other subcode of 190 means that somebody took the access away. */
const sessionExpired = 463;
const objectNotFound = 33;
/** All other limits are an ad account's. */
const appLimit = 4;

export const metaErrorClass = (
  error: Pick<MetaError, 'code' | 'error_subcode' | 'is_transient'>,
  status: number,
): ErrorClass => {
  const { code, error_subcode: subcode } = error;
  if (code === 190 && subcode === sessionExpired) return 'token-expired';
  if (code === 100 && subcode === objectNotFound) return 'not-found';
  if (code >= 200 && code <= 299) return 'permission';
  if (code >= 80_000 && code <= 80_014) return 'rate-limit';
  if (error.is_transient === true && classOfCode[code] === undefined) return 'transient';
  return classOfCode[code] ?? (status >= 500 ? 'transient' : 'validation');
};

const textOf = ({ message, error_user_title: title, error_user_msg: text }: MetaError): string =>
  [message, [title, text].filter(Boolean).join(': ')].filter(Boolean).join(' | ');

/** `waitMs` comes from the usage headers, which Meta sends instead of a Retry-After. */
export const metaError = (error: MetaError, status: number, waitMs: number | undefined): PlatformError => {
  const { code, error_subcode: subcode } = error;
  return new PlatformError({
    class: metaErrorClass(error, status),
    code: subcode === undefined ? String(code) : `${code}/${subcode}`,
    message: textOf(error),
    ...(waitMs === undefined ? {} : { waitMs }),
    ...(code === appLimit ? { scope: 'app' } : {}),
  });
};
