import type { Answer, PlatformRequest } from '../../http/exchange.ts';
import { issuedCode } from '../../oauth/codes.ts';
import { asked } from '../../oauth/consent.ts';
import { tokenAnswer } from '../../oauth/form.ts';
import { consentOn } from '../../oauth/person.ts';
import { checkCodeAsked, redirect, refusedTo, scopesAsked, senderOf } from '../../oauth/redirect.ts';
import type { OAuthRoutes } from '../../oauth/routes.ts';
import { tokenAnswered } from '../../oauth/token-endpoint.ts';
import { accessToken, refreshToken } from '../../oauth/tokens.ts';
import type { Fact } from '../../state/facts.ts';
import type { Grant } from '../../state/grants.ts';
import type { Store } from '../../state/store.ts';

const scopes = ['snapchat-marketing-api', 'snapchat-offline-conversions-api', 'snapchat-profile-api'];
const codeLifeMs = 600_000;
const accessSeconds = 3600;

const authorize = (store: Store, request: PlatformRequest): Answer => {
  const sender = senderOf(store, 'snapchat', request);
  checkCodeAsked(sender, request);
  return asked(store, request, {
    platform: 'snapchat',
    scopes: scopesAsked(sender, request, scopes),
    optional: [],
    declinedBefore: [],
    denied: () => refusedTo(sender, 'access_denied'),
    approved: (grant, facts) => {
      const { code, fact } = issuedCode(grant, {
        redirectUri: sender.redirectUri,
        expiresAt: store.now() + codeLifeMs,
        refreshable: consentOn(store, 'snapchat').refreshToken,
      });
      store.commit([...facts, fact]);
      return redirect(sender.redirectUri, { code, state: sender.state });
    },
  });
};

/** A pair of new tokens; `first` comes before them in the same commit. */
const tokens = (store: Store, grant: Grant, refreshable: boolean, first: Fact): Answer => {
  const access = accessToken(grant, { expiresAt: store.now() + accessSeconds * 1000 });
  const refresh = refreshable ? refreshToken(grant, {}) : undefined;
  store.commit([first, access.fact, ...(refresh === undefined ? [] : [refresh.fact])]);
  return tokenAnswer(200, {
    access_token: access.token,
    token_type: 'Bearer',
    expires_in: accessSeconds,
    ...(refresh === undefined ? {} : { refresh_token: refresh.token }),
    scope: grant.scopes.join(' '),
    id_token: '',
  });
};

const token = (store: Store, request: PlatformRequest): Answer =>
  tokenAnswered(store, request, {
    platform: 'snapchat',
    onCode: ({ refreshable }, grant, spent) => tokens(store, grant, refreshable, spent),
    // A refresh token is good once: whoever does not keep the new one has to ask the person again.
    onRefresh: (grant) =>
      tokens(store, grant, true, { type: 'RefreshTokensDropped', platform: 'snapchat', grantId: grant.id }),
  });

/** Consent and tokens. Only the person can take a consent back, in Snapchat's own settings. */
export const oauthRoutes: OAuthRoutes = {
  'GET /login/oauth2/authorize': { act: authorize },
  'POST /login/oauth2/authorize': { act: authorize },
  'POST /login/oauth2/access_token': { operation: 'token', act: token },
};
