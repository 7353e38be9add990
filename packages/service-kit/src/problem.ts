import {
  isProblemCode,
  type ProblemCode,
  type ProblemDetails,
  problemCatalogue,
  problemType,
} from '@campaigns/contracts';
import {
  ConcurrencyExhausted,
  isPostgresAway,
  LogUnavailable,
  RevisionMismatch,
  RuleViolation,
} from '@campaigns/event-sourcing';

type Extras = Readonly<{
  errors?: ProblemDetails['errors'];
  details?: Readonly<Record<string, unknown>>;
  headers?: Readonly<Record<string, string>>;
}>;

/** A refusal with a code of the catalogue, its headers included. Everything in it is shown to the caller. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;
  readonly extras: Extras;

  constructor(code: ProblemCode, detail: string, extras: Extras = {}) {
    super(detail);
    this.code = code;
    this.extras = extras;
  }
}

export const etagOf = (revision: bigint | number): string => `"${revision}"`;

const httpCodes: Readonly<Record<number, ProblemCode>> = {
  400: 'invalid-request',
  404: 'not-found',
  413: 'body-too-large',
  415: 'unsupported-media-type',
};

/** What body-parser and the router throw at a bad request: marked `expose`, with a status. */
const exposedStatus = (error: unknown): number | undefined =>
  error instanceof Error && 'expose' in error && error.expose === true && 'status' in error
    ? Number(error.status)
    : undefined;

const ofHttpError = (error: unknown): Problem | undefined => {
  if (error instanceof URIError) return new Problem('invalid-request', 'The path is not properly percent-encoded');
  const status = exposedStatus(error);
  if (status === undefined) return undefined;
  if (error instanceof Error && 'type' in error && error.type === 'entity.parse.failed') {
    return new Problem('malformed-json', 'The body cannot be read as a JSON object');
  }
  const code = httpCodes[status] ?? 'invalid-request';
  return new Problem(code, problemCatalogue[code].why);
};

const ofRule = ({ code, message, details }: RuleViolation): Problem =>
  isProblemCode(code)
    ? new Problem(code, message, { details })
    : new Problem('rule-violation', message, { details: { ...details, rule: code } });

/** The one place where errors become answers. What nobody expected says nothing about itself. */
export const toProblem = (error: unknown): Problem => {
  if (error instanceof Problem) return error;
  if (error instanceof RuleViolation) return ofRule(error);
  if (error instanceof RevisionMismatch) {
    const headers = typeof error.actual === 'bigint' ? { ETag: etagOf(error.actual) } : {};
    return new Problem('precondition-failed', 'The resource changed since it was read', { headers });
  }
  if (error instanceof ConcurrencyExhausted) {
    return new Problem('conflict', 'Others changed the resource at the same moment, several times');
  }
  if (error instanceof LogUnavailable || isPostgresAway(error)) {
    return new Problem('unavailable', 'A part of the service cannot be reached at the moment', {
      headers: { 'Retry-After': '5' },
    });
  }
  return ofHttpError(error) ?? new Problem('internal-error', 'The request could not be finished');
};

/** The body of the answer: RFC 9457, `application/problem+json`. */
export const problemBody = (
  { code, message, extras }: Problem,
  about: Readonly<{ instance?: string; requestId?: string }> = {},
): ProblemDetails => ({
  type: problemType(code),
  title: problemCatalogue[code].title,
  status: problemCatalogue[code].status,
  detail: message,
  code,
  ...(about.instance === undefined ? {} : { instance: about.instance }),
  ...(about.requestId === undefined ? {} : { request_id: about.requestId }),
  ...(extras.errors === undefined ? {} : { errors: extras.errors }),
  ...(extras.details === undefined || Object.keys(extras.details).length === 0
    ? {}
    : { details: extras.details as NonNullable<ProblemDetails['details']> }),
});
