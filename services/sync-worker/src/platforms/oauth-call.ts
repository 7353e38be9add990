import type { Platform } from '@campaigns/contracts';
import type { Logger } from 'pino';
import { z } from 'zod';
import { gatewayError, isOutcomeUnknown, jsonIn, shaped, unreadable } from '../http/answer.ts';
import type { HttpAnswer, HttpCall } from '../http/http-call.ts';
import { queryText } from '../http/query-text.ts';
import { credentialsOf, type GrantTokens, secretOf } from '../vault/credentials.ts';
import type { PlatformCall, PlatformRequest } from './platform-call.ts';
import { PlatformError } from './platform-error.ts';
import type { AccountCall } from './platform-port.ts';
import { recordedRequest } from './recorded-request.ts';

export type OAuthCallDependencies = Readonly<{ http: HttpCall; logger: Logger; signal: AbortSignal }>;

/** One request that is about no ad account yet; logged and traced without query, body and headers. */
export type OAuthCall = (request: PlatformRequest) => Promise<HttpAnswer>;

export const oauthCall = (platform: Platform, { http, logger, signal }: OAuthCallDependencies): OAuthCall => {
  const recorded = recordedRequest(platform, logger);
  return (request) => recorded({ request, send: () => http({ ...request, signal }) });
};

/** The same for the adapters' clients, which call in the name of an account. */
export const withoutAccount =
  (send: OAuthCall): PlatformCall =>
  (_call, request) =>
    send(request);

/** The same before there is a token: nothing stands in its place. */
export const withoutToken =
  (send: OAuthCall): PlatformCall =>
  (_call, { headers: { authorization: _none, 'access-token': _neither, ...headers }, ...request }) =>
    send({ ...request, headers });

/** A call of the adapters' clients before an ad account was chosen. */
export const callWith = (
  platform: Platform,
  tokens: Pick<GrantTokens, 'accessToken' | 'tokenSecret'>,
  signal: AbortSignal,
  about: Readonly<{ adAccountId?: string; loginCustomerId?: string }> = {},
): AccountCall => ({
  account: { adAccountId: about.adAccountId ?? '', currency: '', timeZone: '' },
  credentials: credentialsOf(platform, tokens, about.loginCustomerId ?? null),
  signal,
});

/** RFC 6749, 5.2. */
const refusal = z.object({ error: z.string().min(1), error_description: z.string().default('') });

/** A grant that is used up, taken back or run out is over for good; what else is refused is a fault of ours. */
const refused = ({ error, error_description: description }: z.infer<typeof refusal>): PlatformError =>
  new PlatformError({
    class: error === 'invalid_grant' ? 'token-revoked' : 'validation',
    code: error,
    message: description || error,
  });

/** RFC 6749, 5.1: times in seconds; scopes with spaces between them, LinkedIn's with commas. */
const tokenAnswer = z.object({
  access_token: z.string().min(1),
  expires_in: z.number().positive().optional(),
  refresh_token: z.string().min(1).optional(),
  refresh_token_expires_in: z.number().positive().optional(),
  scope: z.string().optional(),
});

const inSeconds = (from: Date, seconds: number): Date => new Date(from.getTime() + seconds * 1_000);

export const accessFor = (issuedAt: Date, expiresIn: number | undefined): Pick<GrantTokens, 'access'> =>
  expiresIn === undefined ? {} : { access: { issuedAt, endsAt: inSeconds(issuedAt, expiresIn) } };

const postedForm = async (
  send: OAuthCall,
  url: string,
  form: Readonly<Record<string, string>>,
): Promise<HttpAnswer> => {
  const answer = await send({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: queryText(form),
    // A code works once, and a refresh token may: an answer that is lost leaves open what has become of it.
    mutates: true,
  });
  if (isOutcomeUnknown(answer, true)) throw gatewayError(answer);
  const failure = refusal.safeParse(jsonIn(answer));
  if (failure.success) throw refused(failure.data);
  if (answer.status >= 300) throw unreadable(answer, true);
  return answer;
};

/** Takes a token back (RFC 7009); its answer says nothing. */
export const revocation =
  (send: OAuthCall) =>
  async (url: string, form: Readonly<Record<string, string>>): Promise<void> =>
    void (await postedForm(send, url, form));

/** Asks a token endpoint of OAuth 2.0. `invalid_grant` is class `token-revoked`. */
export const tokenRequest =
  (send: OAuthCall, now: () => Date) =>
  async (url: string, form: Readonly<Record<string, string>>): Promise<GrantTokens> => {
    const issuedAt = now();
    const answer = await postedForm(send, url, form);
    const given = shaped(tokenAnswer, jsonIn(answer), answer, true);
    return {
      accessToken: secretOf(given.access_token),
      ...(given.refresh_token === undefined ? {} : { refreshToken: secretOf(given.refresh_token) }),
      scopes: (given.scope ?? '').split(/[ ,]+/).filter((scope) => scope !== ''),
      ...accessFor(issuedAt, given.expires_in),
      ...(given.refresh_token_expires_in === undefined
        ? {}
        : { refreshEndsAt: inSeconds(issuedAt, given.refresh_token_expires_in) }),
    };
  };
