import { type Answer, type JsonObject, type PlatformRequest, Refusal } from '../../http/exchange.ts';
import { developmentClient } from '../../oauth/client.ts';
import { issuedCode, type Redemption, redeemed } from '../../oauth/codes.ts';
import { asked } from '../../oauth/consent.ts';
import { livingGrants, person } from '../../oauth/person.ts';
import { checkCodeAsked, redirect, scopesAsked, senderOf } from '../../oauth/redirect.ts';
import type { OAuthRoutes } from '../../oauth/routes.ts';
import { accessToken } from '../../oauth/tokens.ts';
import type { Grant } from '../../state/grants.ts';
import { keyOf } from '../../state/state.ts';
import type { Store } from '../../state/store.ts';
import { scopesOf, tokenRecord } from '../tokens.ts';
import { validToken } from './access.ts';
import { listAdAccounts } from './account-list.ts';
import { expiredToken, graphError, invalid } from './errors.ts';
import { type Fields, fieldsOf, pick } from './fields.ts';
import { type Parameters, parametersOf, requiredText } from './parameters.ts';

const scopes = [
  'ads_management',
  'ads_read',
  'business_management',
  'pages_show_list',
  'pages_read_engagement',
  'public_profile',
  'email',
];
const codeLifeMs = 600_000;
const shortSeconds = 5400;
const longSeconds = 5_184_000;

/** What the person left out the last time is not asked for again, unless the product says so. */
const declinedBefore = (store: Store, { parameters }: PlatformRequest): readonly string[] =>
  parameters['auth_type'] === 'rerequest' ? [] : (livingGrants(store, 'meta').at(-1)?.declinedScopes ?? []);

const dialog = (store: Store, request: PlatformRequest): Answer => {
  const sender = senderOf(store, 'meta', request);
  checkCodeAsked(sender, request);
  const wanted = scopesAsked(sender, request, scopes);
  return asked(store, request, {
    platform: 'meta',
    scopes: wanted,
    optional: wanted,
    declinedBefore: declinedBefore(store, request),
    denied: () =>
      redirect(sender.redirectUri, {
        error: 'access_denied',
        error_reason: 'user_denied',
        error_description: 'Permissions error',
        state: sender.state,
      }),
    approved: (grant, facts) => {
      const { redirectUri, state } = sender;
      const { code, fact } = issuedCode(grant, {
        redirectUri,
        expiresAt: store.now() + codeLifeMs,
        refreshable: false,
      });
      store.commit([...facts, fact]);
      return redirect(redirectUri, { code, state }, '#_=_');
    },
  });
};

const refused = (message: string, code: number, subcode?: number): Refusal =>
  new Refusal(graphError(400, { message, code, ...(subcode === undefined ? {} : { error_subcode: subcode }) }));

/** Throws `Refusal` 101 or 1. */
const checkClient = (parameters: Parameters): void => {
  const { id, secret } = developmentClient('meta');
  if (requiredText(parameters, 'client_id') !== id) {
    throw refused('Error validating application. Cannot get application info due to a system error.', 101);
  }
  if (requiredText(parameters, 'client_secret') !== secret) throw refused('Error validating client secret.', 1);
};

/** The numbers are what tells one from another. */
const whyNot: Readonly<
  Record<Exclude<Redemption['outcome'], 'redeemed'>, readonly [message: string, subcode?: number]>
> = {
  unknown: ['Invalid verification code format.'],
  spent: ['This authorization code has been used.', 36_009],
  expired: ['This authorization code has expired.', 36_007],
  'other-redirect': [
    'Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request',
    36_008,
  ],
  'wrong-verifier': ['Error validating verification code.'],
};

const tokenBody = (token: string, seconds: number): Answer => ({
  status: 200,
  headers: { 'cache-control': 'no-store' },
  body: { access_token: token, token_type: 'bearer', expires_in: seconds },
});

const newToken = (store: Store, grant: Grant, seconds: number) =>
  accessToken(grant, { prefix: 'EAA', expiresAt: store.now() + seconds * 1000 });

const exchangedCode = (store: Store, parameters: Parameters): Answer => {
  const redemption = redeemed(store, 'meta', {
    code: requiredText(parameters, 'code'),
    redirectUri: requiredText(parameters, 'redirect_uri'),
  });
  if (redemption.outcome !== 'redeemed') {
    const [message, subcode] = whyNot[redemption.outcome];
    throw refused(message, 100, subcode);
  }
  const { token, fact } = newToken(store, redemption.grant, shortSeconds);
  store.commit([redemption.fact, fact]);
  return tokenBody(token, shortSeconds);
};

/** There is no refresh token: a token that is still good is exchanged for one that is good for longer. */
const exchangedToken = (store: Store, parameters: Parameters): Answer => {
  const record = tokenRecord(store, 'meta', requiredText(parameters, 'fb_exchange_token'));
  if (record?.state === 'expired') throw new Refusal(expiredToken());
  const owner = record?.grantId === undefined ? undefined : store.state.grants.get(keyOf('meta', record.grantId));
  if (record?.state !== 'valid' || owner === undefined) throw refused('Invalid OAuth access token.', 190, 467);
  const { token, fact } = newToken(store, owner.grant, longSeconds);
  store.commit([fact]);
  return tokenBody(token, longSeconds);
};

const token = (store: Store, request: PlatformRequest): Answer => {
  const parameters = parametersOf(request);
  checkClient(parameters);
  const { grant_type: grantType } = parameters;
  if (grantType === 'fb_exchange_token') return exchangedToken(store, parameters);
  if (grantType === undefined || grantType === 'authorization_code') return exchangedCode(store, parameters);
  throw invalid('grant_type', 'Invalid grant_type');
};

/** `GET /debug_token`: what the app's own token, which is its id and secret, may know about another. */
const inspect = (store: Store, request: PlatformRequest): Answer => {
  const parameters = parametersOf(request);
  const { id, secret } = developmentClient('meta');
  if (requiredText(parameters, 'access_token') !== `${id}|${secret}`) {
    throw refused('Invalid OAuth access token - Cannot parse access token', 190);
  }
  const record = tokenRecord(store, 'meta', requiredText(parameters, 'input_token'));
  if (record === undefined) {
    const error = { code: 190, message: 'Invalid OAuth access token.' };
    return { status: 200, body: { data: { error, is_valid: false, scopes: [] } } };
  }
  const { state, expiresAt } = record;
  const error = { code: 190, message: `Error validating access token: it is ${state}`, subcode: 463 };
  const data = {
    app_id: id,
    type: 'USER',
    user_id: person.id,
    is_valid: state === 'valid',
    // 0: never.
    expires_at: Math.floor((expiresAt ?? 0) / 1000),
    scopes: scopesOf(store, 'meta', record) ?? scopes,
    ...(state === 'valid' ? {} : { error }),
  };
  return { status: 200, body: { data } };
};

const personFields: Fields<typeof person> = { id: ({ id }) => id, name: ({ name }) => name };

const readPerson = (store: Store, request: PlatformRequest): Answer => {
  const parameters = parametersOf(request);
  validToken(store, request, parameters);
  const names = fieldsOf(parameters, personFields) ?? ['id', 'name'];
  return { status: 200, body: { ...pick(personFields, names, person), id: person.id } };
};

const permission = (name: string, status: 'granted' | 'declined'): JsonObject => ({ permission: name, status });

const listPermissions = (store: Store, request: PlatformRequest): Answer => {
  const { grantId } = validToken(store, request, parametersOf(request));
  const grant = grantId === undefined ? undefined : store.state.grants.get(keyOf('meta', grantId))?.grant;
  const { scopes: granted, declinedScopes } = grant ?? { scopes, declinedScopes: [] };
  const data = [
    ...granted.map((name) => permission(name, 'granted')),
    ...declinedScopes.map((name) => permission(name, 'declined')),
  ];
  return { status: 200, body: { data } };
};

/** A permission that is named is taken back, or else all of them: the product has then nothing to do with the person any more. */
const revokePermissions = (store: Store, request: PlatformRequest): Answer => {
  validToken(store, request, parametersOf(request));
  const [, name] = /\/permissions\/(\w+)$/.exec(request.path) ?? [];
  const grants = livingGrants(store, 'meta');
  if (name !== undefined && !grants.some(({ scopes: granted }) => granted.includes(name))) {
    throw invalid('permission', `The permission ${name} is not granted`);
  }
  store.commit(
    grants.map(({ id: grantId }) =>
      name === undefined
        ? { type: 'GrantRevoked', platform: 'meta', grantId }
        : { type: 'ScopesWithdrawn', platform: 'meta', grantId, scopes: [name] },
    ),
  );
  return { status: 200, body: { success: true } };
};

const ofPerson = new RegExp(`^/(?:me|${person.id})(?=/|$)`);

/** The route of a path: the person is `me`, and a permission is `:permission`. */
export const routeOf = (path: string): string =>
  path.replace(ofPerson, '/me').replace(/^\/me\/permissions\/\w+$/, '/me/permissions/:permission');

/** Consent, tokens, and what is behind them; by the paths that `routeOf` gives. */
export const oauthRoutes: OAuthRoutes = {
  'GET /dialog/oauth': { act: dialog },
  'POST /dialog/oauth': { act: dialog },
  'GET /oauth/access_token': { operation: 'token', act: token },
  'POST /oauth/access_token': { operation: 'token', act: token },
  'GET /debug_token': { act: inspect },
  'GET /me': { act: readPerson },
  'GET /me/adaccounts': { operation: 'verify', act: listAdAccounts },
  'GET /me/permissions': { act: listPermissions },
  'DELETE /me/permissions': { act: revokePermissions },
  'DELETE /me/permissions/:permission': { act: revokePermissions },
};
