import { type Answer, type PlatformRequest, Refusal } from '../../../http/exchange.ts';
import { asked } from '../../../oauth/consent.ts';
import { errorPage } from '../../../oauth/consent-page.ts';
import { person } from '../../../oauth/person.ts';
import { isRegistered, redirect } from '../../../oauth/redirect.ts';
import type { OAuthRoutes } from '../../../oauth/routes.ts';
import { accessToken, newSecret } from '../../../oauth/tokens.ts';
import type { RequestToken } from '../../../state/grants.ts';
import { keyOf } from '../../../state/state.ts';
import type { Store } from '../../../state/store.ts';
import { hashOfToken } from '../../tokens.ts';
import { refused } from '../answers.ts';
import { pairsOf } from '../parameters.ts';
import { signedBy, signedByUser } from './authentication.ts';

const requestTokenLifeMs = 600_000;

const formAnswer = (fields: Readonly<Record<string, string>>): Answer => ({
  status: 200,
  headers: { 'content-type': 'application/x-www-form-urlencoded', 'cache-control': 'no-store' },
  text: String(new URLSearchParams(fields)),
});

/** Undefined for one that is not known, was used or refused, or is too old. */
const livingRequestToken = ({ state, now }: Store, text: string): RequestToken | undefined => {
  const token = state.requestTokens.get(hashOfToken(text));
  return token === undefined || token.expiresAt <= now() ? undefined : token;
};

/** Leg 1: signed by the product alone, for one callback. Throws `Refusal` 401, or 403 with code 415. */
const requestToken = (store: Store, request: PlatformRequest): Answer => {
  const { header } = signedBy(store, request, pairsOf(request), (token) => {
    if (token !== '') throw refused(401, 32, 'Could not authenticate you.');
    return { secret: '', owner: undefined };
  });
  const callback = header.get('oauth_callback') ?? '';
  if (!isRegistered(store, 'twitter', callback)) {
    throw refused(403, 415, 'Callback URL not approved for this client application.');
  }
  const [token, secret] = [newSecret(), newSecret()];
  const expiresAt = store.now() + requestTokenLifeMs;
  store.commit([{ type: 'RequestTokenIssued', tokenHash: hashOfToken(token), token: { secret, callback, expiresAt } }]);
  return formAnswer({ oauth_token: token, oauth_token_secret: secret, oauth_callback_confirmed: 'true' });
};

/** Leg 2: a person decides, once, about the request token. */
const authorize = (store: Store, request: PlatformRequest): Answer => {
  const { oauth_token: token = '' } = request.parameters;
  const pending = livingRequestToken(store, token);
  if (pending === undefined || pending.approval !== undefined) {
    throw new Refusal(
      errorPage('twitter', 'The request token for this page is invalid. It may have been used already.'),
    );
  }
  const tokenHash = hashOfToken(token);
  return asked(store, request, {
    platform: 'twitter',
    scopes: [],
    optional: [],
    declinedBefore: [],
    denied: () => {
      store.commit([{ type: 'RequestTokenSpent', tokenHash }]);
      return redirect(pending.callback, { denied: token });
    },
    approved: ({ id: grantId }, facts) => {
      const verifier = newSecret();
      const approved = {
        type: 'RequestTokenApproved',
        tokenHash,
        grantId,
        verifierHash: hashOfToken(verifier),
      } as const;
      store.commit([...facts, approved]);
      return redirect(pending.callback, { oauth_token: token, oauth_verifier: verifier });
    },
  });
};

/** Leg 3: signed with the request token, which is used up by it. Throws `Refusal` 401. */
const exchange = (store: Store, request: PlatformRequest): Answer => {
  const pairs = pairsOf(request);
  const { owner: pending, header } = signedBy(store, request, pairs, (token) => {
    const living = livingRequestToken(store, token);
    if (living === undefined) throw refused(401, 32, 'Could not authenticate you.');
    return { secret: living.secret, owner: living };
  });
  const verifier = Object.fromEntries(pairs)['oauth_verifier'] ?? header.get('oauth_verifier') ?? '';
  const { approval } = pending;
  const owner = approval && store.state.grants.get(keyOf('twitter', approval.grantId));
  if (owner === undefined || owner.revoked || hashOfToken(verifier) !== approval?.verifierHash) {
    throw refused(401, 32, 'Could not authenticate you.');
  }
  const tokenSecret = newSecret();
  const access = accessToken(owner.grant, { prefix: `${person.id}-`, tokenSecret });
  store.commit([{ type: 'RequestTokenSpent', tokenHash: hashOfToken(header.get('oauth_token') ?? '') }, access.fact]);
  return formAnswer({
    oauth_token: access.token,
    oauth_token_secret: tokenSecret,
    user_id: person.id,
    screen_name: person.screenName,
  });
};

/** Signed with the token that is to end. Throws `Refusal` 401. */
const invalidate = (store: Store, request: PlatformRequest): Answer => {
  const { owner, header } = signedByUser(store, request, pairsOf(request));
  const { grantId } = owner;
  if (grantId === undefined) throw refused(403, 348, 'Client application is not permitted to invalidate this token.');
  store.commit([{ type: 'GrantRevoked', platform: 'twitter', grantId }]);
  return { status: 200, body: { access_token: header.get('oauth_token') } };
};

/** The three legs of OAuth 1.0a, and the end of a token. */
export const oauthRoutes: OAuthRoutes = {
  'POST /oauth/request_token': { operation: 'token', act: requestToken },
  'GET /oauth/authorize': { act: authorize },
  'POST /oauth/authorize': { act: authorize },
  'POST /oauth/access_token': { operation: 'token', act: exchange },
  'POST /1.1/oauth/invalidate_token.json': { act: invalidate },
};
