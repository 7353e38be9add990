import type { Answer, PlatformRequest } from '../../http/exchange.ts';
import { issuedCode } from '../../oauth/codes.ts';
import { asked } from '../../oauth/consent.ts';
import { formOf, oauthError, requiredField, tokenAnswer } from '../../oauth/form.ts';
import { consentOn } from '../../oauth/person.ts';
import { checkCodeAsked, redirect, refusedTo, scopesAsked, senderOf } from '../../oauth/redirect.ts';
import type { OAuthRoutes } from '../../oauth/routes.ts';
import { checkClient, tokenAnswered } from '../../oauth/token-endpoint.ts';
import { accessToken, refreshed, refreshToken } from '../../oauth/tokens.ts';
import type { Grant } from '../../state/grants.ts';
import { keyOf } from '../../state/state.ts';
import type { Store } from '../../state/store.ts';
import { tokenRecord } from '../tokens.ts';
import { listRoles } from './accounts.ts';

const scopes = [
  'r_ads',
  'rw_ads',
  'r_ads_reporting',
  'r_organization_social',
  'w_organization_social',
  'openid',
  'profile',
  'email',
];
const codeLifeMs = 1_800_000;
const accessSeconds = 5_184_000;
const refreshSeconds = 31_536_000;

const authorize = (store: Store, request: PlatformRequest): Answer => {
  const sender = senderOf(store, 'linkedin', request);
  checkCodeAsked(sender, request);
  return asked(store, request, {
    platform: 'linkedin',
    scopes: scopesAsked(sender, request, scopes),
    optional: [],
    declinedBefore: [],
    denied: () => refusedTo(sender, 'user_cancelled_authorize', 'The user cancelled the authorization'),
    approved: (grant, facts) => {
      const { code, fact } = issuedCode(grant, {
        redirectUri: sender.redirectUri,
        expiresAt: store.now() + codeLifeMs,
        refreshable: consentOn(store, 'linkedin').refreshToken,
      });
      store.commit([...facts, fact]);
      return redirect(sender.redirectUri, { code, state: sender.state });
    },
  });
};

const newAccess = (store: Store, grant: Grant) =>
  accessToken(grant, { prefix: 'AQX', expiresAt: store.now() + accessSeconds * 1000 });

const tokenBody = ({ scopes: granted }: Grant, access: string) => ({
  access_token: access,
  expires_in: accessSeconds,
  scope: granted.join(','),
});

const token = (store: Store, request: PlatformRequest): Answer =>
  tokenAnswered(store, request, {
    platform: 'linkedin',
    onCode: ({ refreshable }, grant, spent) => {
      const access = newAccess(store, grant);
      const refresh = refreshable
        ? refreshToken(grant, { prefix: 'AQW', expiresAt: store.now() + refreshSeconds * 1000 })
        : undefined;
      store.commit([spent, access.fact, ...(refresh === undefined ? [] : [refresh.fact])]);
      const more =
        refresh === undefined ? {} : { refresh_token: refresh.token, refresh_token_expires_in: refreshSeconds };
      return tokenAnswer(200, { ...tokenBody(grant, access.token), ...more });
    },
    // The same refresh token again: its year is counted from the consent on, however often it is used.
    onRefresh: (grant, refresh, expiresAt) => {
      const access = newAccess(store, grant);
      store.commit([access.fact]);
      return tokenAnswer(200, {
        ...tokenBody(grant, access.token),
        refresh_token: refresh,
        refresh_token_expires_in: Math.floor((expiresAt - store.now()) / 1000),
      });
    },
  });

/** The form of a call about a token of the client's own. Throws `Refusal`. */
const tokenIn = (request: PlatformRequest): string => {
  const form = formOf(request);
  checkClient('linkedin', form);
  return requiredField(form, 'token');
};

const introspect = (store: Store, request: PlatformRequest): Answer => {
  const text = tokenIn(request);
  const record = tokenRecord(store, 'linkedin', text);
  const owner = record?.grantId === undefined ? undefined : store.state.grants.get(keyOf('linkedin', record.grantId));
  if (record === undefined || owner === undefined) return tokenAnswer(200, { active: false });
  const { scopes: granted, grantedAt } = owner.grant;
  return tokenAnswer(200, {
    active: record.state === 'valid',
    status: record.state === 'valid' ? 'active' : record.state,
    client_id: formOf(request)['client_id'],
    scope: granted.join(','),
    authorized_at: Math.floor(grantedAt / 1000),
    expires_at: Math.floor((record.expiresAt ?? 0) / 1000),
    auth_type: '3L',
  });
};

/** Either token takes the whole grant back. */
const revoke = (store: Store, request: PlatformRequest): Answer => {
  const text = tokenIn(request);
  const grantId = tokenRecord(store, 'linkedin', text)?.grantId ?? refreshed(store, 'linkedin', text)?.grant.id;
  if (grantId === undefined) throw oauthError(400, 'invalid_request', 'The token is not known.');
  store.commit([{ type: 'GrantRevoked', platform: 'linkedin', grantId }]);
  return tokenAnswer(200, {});
};

/** Consent, tokens, and what the person is in the accounts behind them. */
export const oauthRoutes: OAuthRoutes = {
  'GET /oauth/v2/authorization': { act: authorize },
  'POST /oauth/v2/authorization': { act: authorize },
  'POST /oauth/v2/accessToken': { operation: 'token', act: token },
  'POST /oauth/v2/introspectToken': { act: introspect },
  'POST /oauth/v2/revoke': { act: revoke },
  'GET /rest/adAccountUsers': { operation: 'verify', act: listRoles },
};
