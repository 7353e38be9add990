import { type Answer, Refusal } from '../../http/exchange.ts';

/** One field that is wrong. */
export type Fault = Readonly<{ code: string; fieldPath: string; description: string }>;

/** The form of accounts, groups and campaigns: with a code, and which fields are wrong. */
const detailed = (status: number, code: string, message: string, faults: readonly Fault[]): Answer => ({
  status,
  body: {
    message,
    status,
    serviceErrorCode: 0,
    code,
    errorDetailType: 'com.linkedin.common.error.BadRequest',
    errorDetails: {
      inputErrors: faults.map(({ code: faultCode, description, fieldPath }) => ({
        code: faultCode,
        description,
        input: { inputPath: { fieldPath } },
      })),
    },
  },
});

/** 400 for one field or several. */
export const invalidFields = (first: Fault, ...others: readonly Fault[]): Refusal =>
  new Refusal(
    others.length === 0
      ? detailed(400, first.code, first.description, [first])
      : detailed(400, 'MULTIPLE_VALIDATIONS_FAILED', 'Multiple validations failed', [first, ...others]),
  );

export const invalid = (code: string, fieldPath: string, description: string): Refusal =>
  invalidFields({ code, fieldPath, description });

/** The form of everything else: a number at most. */
export const plain = (status: number, message: string, more: Readonly<Record<string, unknown>> = {}): Answer => ({
  status,
  body: { message, serviceErrorCode: 0, status, ...more },
});

/** 400: the call itself cannot be read. */
export const malformed = (message: string): Refusal => new Refusal(plain(400, message));

export const notFound = (what: string): Refusal => new Refusal(plain(404, `${what} not found`, { code: 'NOT_FOUND' }));

export const accessDenied = (): Refusal =>
  new Refusal(
    plain(403, 'Not enough permissions to access this resource', { serviceErrorCode: 100, code: 'ACCESS_DENIED' }),
  );

const badToken = (serviceErrorCode: number, code: string, message: string): Answer =>
  plain(401, message, { serviceErrorCode, code });

export const invalidToken = (): Answer => badToken(65_600, 'INVALID_ACCESS_TOKEN', 'Invalid access token');
export const revokedToken = (): Answer =>
  badToken(65_601, 'REVOKED_ACCESS_TOKEN', 'The token used in the request has been revoked by the user');
export const expiredToken = (): Answer =>
  badToken(65_602, 'EXPIRED_ACCESS_TOKEN', 'The token used in the request has expired');
