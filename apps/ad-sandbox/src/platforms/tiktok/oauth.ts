import type { Answer, JsonObject, PlatformRequest } from '../../http/exchange.ts';
import { developmentClient } from '../../oauth/client.ts';
import { issuedCode, redeemed } from '../../oauth/codes.ts';
import { asked } from '../../oauth/consent.ts';
import { redirect, senderOf } from '../../oauth/redirect.ts';
import type { OAuthRoutes } from '../../oauth/routes.ts';
import { accessToken } from '../../oauth/tokens.ts';
import { accountOf } from '../../state/state.ts';
import type { Store } from '../../state/store.ts';
import { tokenRecord } from '../tokens.ts';
import { tokenOf } from './access.ts';
import { ok, refused } from './envelope.ts';
import { bodyOf, requiredText } from './fields.ts';

/** Set in the app's settings and not asked for; TikTok numbers them: 4 is ads management, 7 reporting. */
const scopes = [4, 7];
const codeLifeMs = 3_600_000;

const authorize = (store: Store, request: PlatformRequest): Answer => {
  const { redirectUri, state } = senderOf(store, 'tiktok', request, 'app_id');
  return asked(store, request, {
    platform: 'tiktok',
    scopes: scopes.map(String),
    optional: [],
    declinedBefore: [],
    // How TikTok tells a refusal is not documented; this is how OAuth 2.0 does.
    denied: () => redirect(redirectUri, { error: 'access_denied', state }),
    approved: (grant, facts) => {
      const expiresAt = store.now() + codeLifeMs;
      const { code, fact } = issuedCode(grant, { redirectUri, expiresAt, refreshable: false });
      store.commit([...facts, fact]);
      return redirect(redirectUri, { auth_code: code, code, state });
    },
  });
};

/** Throws `Refusal` 40113. */
const checkApp = (source: JsonObject): void => {
  const { id, secret } = developmentClient('tiktok');
  if (requiredText(source, 'app_id') !== id || requiredText(source, 'secret') !== secret) {
    throw refused(40113, 'The app_id or the secret is incorrect.');
  }
};

const token = (store: Store, request: PlatformRequest): Answer => {
  const body = bodyOf(request);
  checkApp(body);
  const redemption = redeemed(store, 'tiktok', { code: requiredText(body, 'auth_code') });
  if (redemption.outcome !== 'redeemed') throw refused(40110, 'The auth_code is invalid, expired or was used before.');
  const { grant, fact: spent } = redemption;
  // It never ends, and there is nothing to refresh it with.
  const access = accessToken(grant, {});
  store.commit([spent, access.fact]);
  return ok({ access_token: access.token, advertiser_ids: grant.adAccountIds, scope: grant.scopes.map(Number) });
};

const listAdvertisers = (store: Store, request: PlatformRequest): Answer => {
  checkApp(request.parameters);
  const { adAccountIds } = tokenOf(store, request);
  const accounts = [...adAccountIds].flatMap((id) => accountOf(store.state, 'tiktok', id)?.account ?? []);
  return ok({ list: accounts.map(({ adAccountId, name }) => ({ advertiser_id: adAccountId, advertiser_name: name })) });
};

const revoke = (store: Store, request: PlatformRequest): Answer => {
  const body = bodyOf(request);
  checkApp(body);
  const record = tokenRecord(store, 'tiktok', requiredText(body, 'access_token'));
  if (record?.state !== 'valid' || record.grantId === undefined) {
    throw refused(40105, 'Access token is incorrect or has been revoked.');
  }
  store.commit([{ type: 'GrantRevoked', platform: 'tiktok', grantId: record.grantId }]);
  return ok({ app_id: developmentClient('tiktok').id, advertiser_ids: [...record.adAccountIds] });
};

/** TikTok's own way of consent: an `auth_code` for a token that stays good until it is taken back. */
export const oauthRoutes: OAuthRoutes = {
  'GET /portal/auth': { act: authorize },
  'POST /portal/auth': { act: authorize },
  'POST /open_api/v1.3/oauth2/access_token/': { operation: 'token', act: token },
  'GET /open_api/v1.3/oauth2/advertiser/get/': { operation: 'verify', act: listAdvertisers },
  'POST /open_api/v1.3/oauth2/revoke_token/': { act: revoke },
};
