type CatalogueEntry = Readonly<{ status: number; title: string; why: string; remedy: string }>;

const entry = (status: number, title: string, why: string, remedy: string): CatalogueEntry => ({
  status,
  title,
  why,
  remedy,
});

const correctIt = 'Correct what the answer names and send the request again.';
const readAgain = 'Read the resource again, decide on what it says now, and send the request again.';
const waitAndRetry =
  'Wait for the time in `Retry-After`, then send the same request again, with the same `Idempotency-Key` if it is a POST.';

/** Everything that the API refuses, once: HTTP status, title, explanation and remedy. */
export const problemCatalogue = {
  // The request itself
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
  'body-too-large': entry(413, 'The body is too large', 'A body may have 256 kB.', 'Send less.'),
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
  unavailable: entry(
    503,
    'The service is away for a moment',
    'A part that the answer depends on cannot be reached.',
    waitAndRetry,
  ),
  'not-yet-readable': entry(
    503,
    'The change is recorded, but cannot be read yet',
    'The change was accepted and will show; the read side is behind.',
    'Read the resource later. A POST may be repeated with the same `Idempotency-Key`; without one it would be a second request.',
  ),
  // State
  conflict: entry(
    409,
    'The resource kept changing',
    'Others changed the same resource at the same moment, several times.',
    'Send the request again.',
  ),
  'illegal-transition': entry(
    409,
    'The state does not allow this',
    'The life cycle does not allow the action in this state; `details` names both.',
    'Read the state and choose an action that it allows.',
  ),
  'workflow-in-progress': entry(
    409,
    'Another workflow is under way',
    'The workflow in `details.workflowId` has not ended yet.',
    'Follow that workflow until it has ended, then send the request again.',
  ),
  'template-inactive': entry(
    409,
    'The template is inactive',
    'An inactive template cannot be used.',
    'Activate it, or use another template.',
  ),
  'flight-over': entry(
    409,
    'The flight is over',
    'The end of the flight lies in the past.',
    'Use an end in the future.',
  ),
  'campaign-left-behind': entry(
    409,
    'A campaign of an earlier deployment is left behind',
    'An earlier deployment could not remove the campaign that `details` names.',
    'Remove the campaign on the platform, then deploy a new orchestration.',
  ),
  // What is named is not there
  'template-not-found': entry(
    404,
    'There is no such template',
    'The template does not exist or belongs to another organisation.',
    'Use an id from the list of templates.',
  ),
  'orchestration-not-found': entry(
    404,
    'There is no such orchestration',
    'The orchestration does not exist or belongs to another organisation.',
    'Use an id from the list of orchestrations.',
  ),
  'workflow-not-found': entry(
    404,
    'There is no such workflow',
    'The workflow does not exist or belongs to another orchestration or organisation.',
    'Use an id from the list of workflows.',
  ),
  'connection-not-found': entry(
    404,
    'There is no such connection',
    'The connection does not exist or belongs to another organisation.',
    'Use an id from the list of connections.',
  ),
  'template-already-exists': entry(
    409,
    'The template exists already',
    'A template with this id was created before.',
    'Read it instead of creating it.',
  ),
  'orchestration-already-exists': entry(
    409,
    'The orchestration exists already',
    'An orchestration with this id was created before.',
    'Read it instead of creating it.',
  ),
  'connection-already-exists': entry(
    409,
    'The connection exists already',
    'The connection belongs to another ad account.',
    'Register the account as a connection of its own.',
  ),
  // Rules
  'duplicate-platform': entry(
    422,
    'A platform is named twice',
    'Each platform can be part of a template or orchestration once.',
    correctIt,
  ),
  'platform-not-in-template': entry(
    422,
    'The template does not span the platform',
    'The platforms of an orchestration are a subset of its template’s, and a template’s own settings name its platforms only.',
    correctIt,
  ),
  'platform-not-in-orchestration': entry(
    422,
    'The orchestration does not span the platform',
    'A setting, budget or connection names a platform that is not part of the orchestration.',
    correctIt,
  ),
  'platform-not-supported': entry(
    422,
    'Campaigns cannot be deployed to this platform yet',
    'Templates may name the platform, but orchestrations cannot use it yet.',
    'Name the supported platforms in `platforms`.',
  ),
  'connection-required': entry(
    422,
    'No usable connection',
    'The organisation has no active ad account connection for the platform that fits the request.',
    'Connect an ad account of that platform, or name a connection that is active and has the currency.',
  ),
  'currency-required': entry(
    422,
    'The currency must be named',
    'The connections have several currencies in question.',
    'Send `currency`, or name the `connections`.',
  ),
  'currency-mismatch': entry(
    422,
    'The currencies differ',
    'All amounts and ad accounts of an orchestration have one currency.',
    correctIt,
  ),
  'amount-not-payable': entry(
    422,
    'The amount cannot be paid',
    'An amount must be positive and have no more decimals than its currency.',
    correctIt,
  ),
  'allocation-exceeds-total': entry(
    422,
    'The allocation exceeds the total',
    'The amounts of the platforms add up to more than the total budget.',
    correctIt,
  ),
  'allocation-incomplete': entry(
    422,
    'The allocation does not name every platform once',
    'Each platform of the orchestration needs exactly one amount.',
    correctIt,
  ),
  'no-budget-share': entry(
    422,
    'The template gives a platform no share',
    'The custom distribution has no percentage for a chosen platform.',
    'Send `budget_allocation`, or choose other platforms.',
  ),
  'distribution-not-100': entry(
    422,
    'The percentages do not add up to 100',
    'A custom distribution must add up to exactly 100 per cent.',
    correctIt,
  ),
  'distribution-not-available': entry(
    422,
    'The distribution is not available',
    'Distributions by performance are not available yet.',
    'Use `equal` or `custom`.',
  ),
  'schedule-reversed': entry(
    422,
    'The schedule is reversed',
    'The scheduled end does not lie after the scheduled start.',
    correctIt,
  ),
  'sync-strategy-not-available': entry(
    422,
    'The sync strategy is not available',
    'The strategy `scheduled` is not available yet.',
    'Use `manual` or `auto`.',
  ),
  'sync-type-not-available': entry(
    422,
    'The sync type is not available',
    'The sync types `incremental` and `creative` are not available yet.',
    'Use `full`, `settings` or `performance`.',
  ),
  'nothing-to-sync': entry(
    422,
    'There is nothing to sync',
    'No campaign of the orchestration exists on a platform.',
    'Deploy the orchestration first.',
  ),
  'creative-requirements-unmet': entry(
    422,
    'The creatives do not meet the requirements',
    'The template asks for more, or other, creatives on a platform than the orchestration has.',
    'Create the orchestration with the creatives that `details` asks for.',
  ),
  'rule-violation': entry(
    422,
    'The request breaks a rule',
    'A business rule refused the request; `detail` says which.',
    correctIt,
  ),
} as const satisfies Readonly<Record<string, CatalogueEntry>>;
