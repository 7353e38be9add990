import { randomBytes } from 'node:crypto';
import { type Answer, Refusal } from '../../http/exchange.ts';

const statuses = {
  INVALID_ARGUMENT: { code: 400, grpc: 3, message: 'Request contains an invalid argument.' },
  UNAUTHENTICATED: { code: 401, grpc: 16, message: 'Request had invalid authentication credentials.' },
  PERMISSION_DENIED: { code: 403, grpc: 7, message: 'The caller does not have permission' },
  RESOURCE_EXHAUSTED: { code: 429, grpc: 8, message: 'Resource has been exhausted (e.g. check quota).' },
  INTERNAL: { code: 500, grpc: 13, message: 'Internal error encountered.' },
} as const;
type Status = keyof typeof statuses;

/** Families that are not about the arguments. */
const statusOfFamily: Readonly<Record<string, Status>> = {
  authenticationError: 'UNAUTHENTICATED',
  authorizationError: 'PERMISSION_DENIED',
  headerError: 'PERMISSION_DENIED',
  quotaError: 'RESOURCE_EXHAUSTED',
  internalError: 'INTERNAL',
};

export type PathElement = Readonly<{ fieldName: string; index?: number }>;

/** One error of a GoogleAdsFailure; `errorCode` has one key, the family. */
export type AdsError = Readonly<{
  errorCode: Readonly<Record<string, string>>;
  message: string;
  trigger?: Readonly<{ stringValue: string }>;
  location?: Readonly<{ fieldPathElements: readonly PathElement[] }>;
  details?: Readonly<Record<string, unknown>>;
}>;

export const newRequestId = (): string => randomBytes(16).toString('base64url');

const failure = (errors: readonly AdsError[], requestId: string): Readonly<Record<string, unknown>> => ({
  '@type': 'type.googleapis.com/google.ads.googleads.v26.errors.GoogleAdsFailure',
  errors,
  requestId,
});

const answered = (status: Status, message: string, details: readonly unknown[], requestId: string): Answer => ({
  status: statuses[status].code,
  headers: { 'request-id': requestId },
  body: {
    error: { code: statuses[status].code, message, status, ...(details.length === 0 ? {} : { details }) },
  },
});

/** The first error decides about the HTTP status. */
export const failureAnswer = (...errors: readonly [AdsError, ...AdsError[]]): Answer => {
  const requestId = newRequestId();
  const [family = ''] = Object.keys(errors[0].errorCode);
  const status = statusOfFamily[family] ?? 'INVALID_ARGUMENT';
  return answered(status, statuses[status].message, [failure(errors, requestId)], requestId);
};

export const adsError = (family: string, name: string, message: string): AdsError => ({
  errorCode: { [family]: name },
  message,
});

export const refused = (family: string, name: string, message: string): Refusal =>
  new Refusal(failureAnswer(adsError(family, name, message)));

/** A 403 of the front end, for a token that was not given for Google Ads. */
export const insufficientScope = (): Answer => {
  const info = {
    '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
    reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT',
    domain: 'googleapis.com',
  };
  return answered('PERMISSION_DENIED', 'Request had insufficient authentication scopes.', [info], newRequestId());
};

/** A 401 of the front end, which knows nothing of Google Ads. */
export const withoutCredentials = (): Refusal =>
  new Refusal(
    answered('UNAUTHENTICATED', 'Request is missing required authentication credential.', [], newRequestId()),
  );

/** 403: the person who gave the token left the scope out. */
export const withoutScope = (): Refusal => {
  const details = [
    {
      '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
      reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT',
      domain: 'googleapis.com',
    },
  ];
  const message = 'Request had insufficient authentication scopes.';
  return new Refusal(answered('PERMISSION_DENIED', message, details, newRequestId()));
};

/** The body cannot be read as the message it should be; the front end says so, without a GoogleAdsFailure. */
export const malformed = (message: string, field: string): Refusal => {
  const details = [
    { '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: [{ field, description: message }] },
  ];
  return new Refusal(answered('INVALID_ARGUMENT', message, details, newRequestId()));
};

/** The `partialFailureError` of an answer that is HTTP 200 all the same. */
export const partialFailure = (errors: readonly AdsError[], requestId: string): Readonly<Record<string, unknown>> => ({
  code: statuses.INVALID_ARGUMENT.grpc,
  message: `Multiple errors in 'details'. First error: ${errors[0]?.message ?? ''}`,
  details: [failure(errors, requestId)],
});

/** One operation of a mutate fails. `path` leads from the operation to the field, in snake_case. */
export class OperationFailed extends Error {
  override readonly name = 'OperationFailed';
  readonly family: string;
  readonly code: string;
  readonly path: readonly string[];
  readonly trigger: string | undefined;

  constructor(family: string, code: string, message: string, path: readonly string[] = [], trigger?: string) {
    super(message);
    this.family = family;
    this.code = code;
    this.path = path;
    this.trigger = trigger;
  }
}

export const ok = (body: unknown, requestId: string = newRequestId()): Answer => ({
  status: 200,
  headers: { 'request-id': requestId },
  body,
});
