import { type CatalogueEntry, entry } from './problem-entry.ts';

const correctIt = 'Correct what the answer names and send the request again.';
const readAgain = 'Read the resource again, decide on what it says now, and send the request again.';
const waitAndRetry =
  'Wait for the time in `Retry-After`, then send the same request again, with the same `Idempotency-Key` if it is a POST.';

/** Refusals of the request itself, whatever it is about. */
export const requestProblems = {
  'invalid-request': entry(
    400,
    'The request is not valid',
    'A parameter, header or member of the body is missing, has the wrong type, or is unknown. `errors` names each one.',
    correctIt,
  ),
  'malformed-json': entry(
    400,
    'The body is not JSON',
    'The body could not be read as JSON, is nested too deeply, or holds keys or characters that cannot be stored.',
    correctIt,
  ),
  'invalid-cursor': entry(
    400,
    'The cursor is not valid',
    'The cursor was not made by this list, or by a request with another sort order.',
    'Start again without a cursor, and use `next_cursor` unchanged with the same sort order.',
  ),
  unauthorized: entry(
    401,
    'A valid token is needed',
    'The bearer token is missing, expired, or not issued for this API.',
    'Get a new token and send it as `Authorization: Bearer …`.',
  ),
  'webhook-not-verified': entry(
    401,
    'The platform has not proved itself',
    'The signature of the notice, or the token of the handshake, is missing or wrong, or the notice was signed long ago.',
    'Check that the app’s secret here is the one at the platform, that nothing on the way changes the body, and the clocks.',
  ),
  forbidden: entry(
    403,
    'The role does not allow this',
    'The role of the token is too low. `details.required_role` names the role needed.',
    'Ask an administrator of the organisation for the role.',
  ),
  'not-found': entry(
    404,
    'There is no such resource',
    'Nothing is served at this path.',
    'Check the path against the OpenAPI document.',
  ),
  'webhook-not-configured': entry(
    404,
    'Notices of this platform are not taken here',
    'The service has not been given what the platform proves itself with; `detail` names the missing variables.',
    'Set the variables, then let the platform send again.',
  ),
  'method-not-allowed': entry(
    405,
    'The method is not allowed here',
    'The path exists, but not with this method. `Allow` names the methods it has.',
    'Use one of the methods in `Allow`.',
  ),
  'precondition-failed': entry(
    412,
    'The resource changed meanwhile',
    '`If-Match` names another revision than the current one, which is in the `ETag` of the answer.',
    readAgain,
  ),
  'body-too-large': entry(
    413,
    'The body is too large',
    'A body may have 256 kB, the notice of a platform 1 MB.',
    'Send less.',
  ),
  'unsupported-media-type': entry(
    415,
    'The media type is not supported',
    'Bodies are read as `application/json` only, in UTF-8.',
    'Send `Content-Type: application/json`.',
  ),
  'idempotency-key-reused': entry(
    422,
    'The Idempotency-Key was used for another request',
    'The key came before with another path or body.',
    'Use a new key for a new request; repeat a request unchanged.',
  ),
  'too-many-requests': entry(
    429,
    'Too many requests',
    'The token has used up its requests for the moment; `RateLimit` says how many there are.',
    waitAndRetry,
  ),
  'internal-error': entry(
    500,
    'Something went wrong here',
    'An error that is not the fault of the request. It was recorded under the `request_id`.',
    'Send the request again later; report the `request_id` if it stays.',
  ),
  'platform-not-configured': entry(
    501,
    'Ad accounts of this platform cannot be connected here',
    'The service has not been given what the platform knows it by; `detail` names the missing variables.',
    'Ask who runs the service to set the variables, then send the request again.',
  ),
  'authorization-failed': entry(
    502,
    'The platform could not be asked for access',
    'The platform refused the request, or did not answer; `detail` says what it said.',
    'Send the request again later.',
  ),
  unavailable: entry(
    503,
    'The service is away for a moment',
    'A part that the answer depends on cannot be reached.',
    waitAndRetry,
  ),
  'notice-deferred': entry(
    503,
    'The notice cannot be followed yet',
    'A campaign that the notice is about is being worked on, so that it cannot be synced at the moment.',
    'Deliver the notice again after the time in `Retry-After`: what was started stays started once.',
  ),
  'not-yet-readable': entry(
    503,
    'The change is recorded, but cannot be read yet',
    'The change was accepted and will show; the read side is behind.',
    'Read the resource later. A POST may be repeated with the same `Idempotency-Key`; without one it would be a second request.',
  ),
} as const satisfies Readonly<Record<string, CatalogueEntry>>;
