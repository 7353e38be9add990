import { PlatformError } from '../platforms/platform-error.ts';

export type HttpRequest = Readonly<{
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  url: string;
  headers: Readonly<Record<string, string>>;
  /** JSON text. */
  body?: string;
  /** Whether the call changes something: then an answer that does not come leaves its outcome unknown. */
  mutates: boolean;
  signal: AbortSignal;
}>;

export type HttpAnswer = Readonly<{ status: number; headers: Headers; body: string }>;

/** One request, once. Throws `PlatformError` `transient` or `unknown-outcome` when no complete answer came. */
export type HttpCall = (request: HttpRequest) => Promise<HttpAnswer>;

/** Errors before a byte of the request left: it has certainly not been carried out. */
const neverSent = new Set([
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL'],
  ...['UND_ERR_CONNECT_TIMEOUT', 'CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN'],
  ...['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'ERR_TLS_CERT_ALTNAME_INVALID'],
]);

/** Read by shape: what fetch throws are errors of several kinds, nested. */
type Thrown = Readonly<{ name?: unknown; code?: unknown; cause?: unknown; errors?: unknown }>;

const codeOf = (error: unknown): string => {
  const { name, code, cause, errors } = (error ?? {}) as Thrown;
  if (name === 'TimeoutError') return 'timeout';
  // A host with several addresses fails with one error per address.
  if (Array.isArray(errors) && errors.length > 0) return codeOf(errors[0]);
  if (typeof code === 'string') return code;
  if (cause !== undefined) return codeOf(cause);
  return typeof name === 'string' ? name : 'unknown';
};

/** What a request without an answer means. Only a read, or what was never sent, can be safely tried again. */
export const withoutAnswer = (error: unknown, mutates: boolean): PlatformError => {
  const code = codeOf(error);
  const isUnknown = mutates && !neverSent.has(code);
  return new PlatformError({
    class: isUnknown ? 'unknown-outcome' : 'transient',
    code,
    message: code === 'timeout' ? 'The platform did not answer in time' : `No answer from the platform (${code})`,
  });
};

/** Uses the runtime's fetch, which keeps connections alive. Redirects are not followed: a token goes to one host only. */
export const httpCall =
  ({ timeoutMs }: Readonly<{ timeoutMs: number }>): HttpCall =>
  async ({ method, url, headers, body, mutates, signal }) => {
    try {
      const response = await fetch(url, {
        method,
        headers,
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
        ...(body === undefined ? {} : { body }),
      });
      return { status: response.status, headers: response.headers, body: await response.text() };
    } catch (error) {
      throw withoutAnswer(error, mutates);
    }
  };
