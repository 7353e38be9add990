import { type Answer, type PlatformRequest, Refusal } from '../../http/exchange.ts';
import { issuedCode } from '../../oauth/codes.ts';
import { asked } from '../../oauth/consent.ts';
import { formPairs, oauthError, tokenAnswer } from '../../oauth/form.ts';
import { consentOn, livingGrants } from '../../oauth/person.ts';
import { checkCodeAsked, redirect, refusedTo, type Sender, scopesAsked, senderOf } from '../../oauth/redirect.ts';
import type { OAuthRoutes } from '../../oauth/routes.ts';
import { tokenAnswered } from '../../oauth/token-endpoint.ts';
import { accessToken, refreshed, refreshToken } from '../../oauth/tokens.ts';
import type { Challenge, Grant } from '../../state/grants.ts';
import { accountOf } from '../../state/state.ts';
import type { Store } from '../../state/store.ts';
import { tokenRecord } from '../tokens.ts';
import { adsScope, tokenOf } from './access.ts';
import { ok } from './failure.ts';

const scopes = [adsScope, 'openid', 'email', 'profile'];
const codeLifeMs = 600_000;
/** A second less than the hour. */
const accessSeconds = 3599;

const challengeIn = (sender: Sender, { parameters }: PlatformRequest): Challenge | undefined => {
  const { code_challenge: value, code_challenge_method: method = 'plain' } = parameters;
  if (value === undefined) return undefined;
  if (/^[A-Za-z0-9\-._~]{43,128}$/.test(value) && (method === 'S256' || method === 'plain')) return { method, value };
  throw new Refusal(refusedTo(sender, 'invalid_request', 'code_challenge or its method is not valid'));
};

/** A refresh token comes with the first consent, and with later ones only when the person was asked again on purpose. */
const isRefreshable = (store: Store, { access_type: access, prompt = '' }: PlatformRequest['parameters']): boolean => {
  const isAskedAnew = prompt.split(' ').includes('consent') || livingGrants(store, 'google').length === 0;
  return access === 'offline' && isAskedAnew && consentOn(store, 'google').refreshToken;
};

const authorize = (store: Store, request: PlatformRequest): Answer => {
  const sender = senderOf(store, 'google', request);
  checkCodeAsked(sender, request);
  const wanted = scopesAsked(sender, request, scopes);
  const challenge = challengeIn(sender, request);
  return asked(store, request, {
    platform: 'google',
    scopes: wanted,
    optional: wanted,
    declinedBefore: [],
    denied: () => refusedTo(sender, 'access_denied'),
    approved: (grant, facts) => {
      const { code, fact } = issuedCode(grant, {
        redirectUri: sender.redirectUri,
        expiresAt: store.now() + codeLifeMs,
        refreshable: isRefreshable(store, request.parameters),
        ...(challenge === undefined ? {} : { challenge }),
      });
      store.commit([...facts, fact]);
      return redirect(sender.redirectUri, { state: sender.state, code, scope: grant.scopes.join(' ') });
    },
  });
};

const newAccess = (store: Store, grant: Grant) =>
  accessToken(grant, { prefix: 'ya29.', expiresAt: store.now() + accessSeconds * 1000 });

const tokenBody = (grant: Grant, access: string) => ({
  access_token: access,
  expires_in: accessSeconds,
  scope: grant.scopes.join(' '),
  token_type: 'Bearer',
});

const token = (store: Store, request: PlatformRequest): Answer =>
  tokenAnswered(store, request, {
    platform: 'google',
    onCode: ({ refreshable }, grant, spent) => {
      const access = newAccess(store, grant);
      const refresh = refreshable ? refreshToken(grant, { prefix: '1//' }) : undefined;
      store.commit([spent, access.fact, ...(refresh === undefined ? [] : [refresh.fact])]);
      const more = refresh === undefined ? {} : { refresh_token: refresh.token };
      return tokenAnswer(200, { ...tokenBody(grant, access.token), ...more });
    },
    // The refresh token stays the same, and is not sent again.
    onRefresh: (grant) => {
      const access = newAccess(store, grant);
      store.commit([access.fact]);
      return tokenAnswer(200, tokenBody(grant, access.token));
    },
  });

/** Of a refresh token or of an access token that is good. */
const grantIdOf = (store: Store, text: string): string | undefined => {
  const access = tokenRecord(store, 'google', text);
  return access?.state === 'valid' ? access.grantId : refreshed(store, 'google', text)?.grant.id;
};

/** Either token takes the whole grant back. */
const revoke = (store: Store, request: PlatformRequest): Answer => {
  const sent = Object.fromEntries(formPairs(request))['token'] ?? request.parameters['token'] ?? '';
  const grantId = grantIdOf(store, sent);
  if (grantId === undefined) throw oauthError(400, 'invalid_token', 'Token expired or revoked');
  store.commit([{ type: 'GrantRevoked', platform: 'google', grantId }]);
  return tokenAnswer(200, {});
};

/** Directly accessible ones only: a customer that is reached through its manager is below that manager. */
const listAccessibleCustomers = (store: Store, request: PlatformRequest): Answer => {
  const { adAccountIds } = tokenOf(store, request);
  const ids = [...adAccountIds].map((id) => accountOf(store.state, 'google', id)?.account.loginCustomerId ?? id);
  return ok({ resourceNames: [...new Set(ids)].map((id) => `customers/${id}`) });
};

/** Consent, tokens and the customers behind them. */
export const oauthRoutes: OAuthRoutes = {
  'GET /o/oauth2/v2/auth': { act: authorize },
  'POST /o/oauth2/v2/auth': { act: authorize },
  'POST /token': { operation: 'token', act: token },
  'POST /revoke': { act: revoke },
  'GET /v26/customers:listAccessibleCustomers': { operation: 'verify', act: listAccessibleCustomers },
};
