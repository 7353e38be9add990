import type { ErrorClass, OperationError } from '@campaigns/contracts';
import { z } from 'zod';
import type { HttpAnswer } from '../../http/http-call.ts';
import { PlatformError } from '../platform-error.ts';

/** `code` and `errorDetails` come with accounts, groups and campaigns only; elsewhere there is just a number. */
export const linkedinErrorBody = z.object({
  status: z.number(),
  message: z.string().default(''),
  serviceErrorCode: z.number().optional(),
  code: z.string().optional(),
  errorDetails: z
    .object({
      inputErrors: z
        .array(
          z.object({
            description: z.string().default(''),
            input: z.object({ inputPath: z.object({ fieldPath: z.string().optional() }).optional() }).optional(),
          }),
        )
        .default([]),
    })
    .optional(),
});
type LinkedinError = z.infer<typeof linkedinErrorBody>;

const classOfServiceCode: Readonly<Record<number, ErrorClass>> = {
  65600: 'token-revoked',
  65601: 'token-revoked',
  65602: 'token-expired',
  65608: 'token-revoked',
};

const classOfCode: Readonly<Record<string, ErrorClass>> = {
  VERSION_MISSING: 'version',
  NONEXISTENT_VERSION: 'version',
  ENTITY_WITH_SAME_KEY_ALREADY_EXISTS: 'duplicate',
};

const classOfStatus: Readonly<Record<number, ErrorClass>> = {
  401: 'token-expired',
  403: 'permission',
  404: 'not-found',
  408: 'transient',
  409: 'conflict',
  426: 'version',
  429: 'rate-limit',
};

export const linkedinErrorClass = (
  { code, serviceErrorCode }: Pick<LinkedinError, 'code' | 'serviceErrorCode'>,
  status: number,
): ErrorClass => {
  if (status === 401) return classOfServiceCode[serviceErrorCode ?? 0] ?? 'token-expired';
  return classOfCode[code ?? ''] ?? classOfStatus[status] ?? (status >= 500 ? 'transient' : 'validation');
};

const textOf = ({ message, errorDetails }: LinkedinError): string => {
  const details = (errorDetails?.inputErrors ?? []).map(({ description, input }) =>
    [input?.inputPath?.fieldPath, description].filter(Boolean).join(': '),
  );
  return [message, ...details].filter(Boolean).join(' | ');
};

/** A token that some of LinkedIn's servers have not heard of yet, for 5 to 30 s after it was given, looks as if revoked. */
export const looksUnheardOf = ({ class: kind, code }: Pick<OperationError, 'class' | 'code'>): boolean =>
  kind === 'token-revoked' && code === '65601';

/** LinkedIn names no wait; the fixed waits are in wait-rules.ts. */
export const linkedinError = (error: LinkedinError, { status, headers }: HttpAnswer): PlatformError => {
  const { serviceErrorCode } = error;
  // What is wrong with a token is told apart by the number, which always comes.
  const code = status === 401 ? undefined : error.code;
  const request = status >= 500 ? headers.get('x-li-uuid') : null;
  return new PlatformError({
    class: linkedinErrorClass(error, status),
    code: code ?? (serviceErrorCode ? String(serviceErrorCode) : `http-${status}`),
    // What LinkedIn's support asks for after a failure of theirs.
    message: request === null ? textOf(error) : `${textOf(error)} (x-li-uuid ${request})`,
    // Each endpoint is counted apart: reports that are used up must not hold a pause up.
    ...(status === 429 ? { scope: 'category' } : {}),
  });
};
