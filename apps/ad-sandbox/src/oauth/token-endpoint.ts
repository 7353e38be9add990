import type { Answer, PlatformRequest } from '../http/exchange.ts';
import type { PlatformName } from '../state/campaign.ts';
import type { Fact } from '../state/facts.ts';
import type { Code, Grant } from '../state/grants.ts';
import type { Store } from '../state/store.ts';
import { developmentClient } from './client.ts';
import { type Redemption, redeemed } from './codes.ts';
import { type Form, formOf, oauthError, requiredField } from './form.ts';
import { refreshed } from './tokens.ts';

/** Throws `Refusal` invalid_client. */
export const checkClient = (platform: PlatformName, form: Form): void => {
  const { id, secret } = developmentClient(platform);
  if (form['client_id'] === id && form['client_secret'] === secret) return;
  throw oauthError(401, 'invalid_client', 'The client id or its secret is not known.');
};

const whyNot: Readonly<Record<Exclude<Redemption['outcome'], 'redeemed'>, string>> = {
  unknown: 'The authorization code is not known.',
  spent: 'The authorization code was used before.',
  expired: 'The authorization code has expired.',
  'other-redirect': 'redirect_uri is not the one that the authorization code was sent to.',
  'wrong-verifier': 'code_verifier does not answer the challenge.',
};

/** How one platform answers what RFC 6749 calls the token endpoint. */
export type TokenEndpoint = Readonly<{
  platform: PlatformName;
  /** Committing `spent` uses the code up. */
  onCode: (code: Code, grant: Grant, spent: Fact) => Answer;
  /** `expiresAt` in epoch ms, infinity when the refresh token never ends. */
  onRefresh: (grant: Grant, refreshToken: string, expiresAt: number) => Answer;
}>;

/** Code exchange and refresh with the client's secret in the form. Throws `Refusal` with RFC 6749's errors. */
export const tokenAnswered = (
  store: Store,
  request: PlatformRequest,
  { platform, onCode, onRefresh }: TokenEndpoint,
): Answer => {
  const form = formOf(request);
  checkClient(platform, form);
  const grantType = requiredField(form, 'grant_type');
  if (grantType === 'authorization_code') {
    const redemption = redeemed(store, platform, {
      code: requiredField(form, 'code'),
      redirectUri: requiredField(form, 'redirect_uri'),
      verifier: form['code_verifier'],
    });
    if (redemption.outcome === 'redeemed') return onCode(redemption.code, redemption.grant, redemption.fact);
    throw oauthError(400, 'invalid_grant', whyNot[redemption.outcome]);
  }
  if (grantType !== 'refresh_token') throw oauthError(400, 'unsupported_grant_type', `No grant_type ${grantType}`);
  const token = requiredField(form, 'refresh_token');
  const found = refreshed(store, platform, token);
  if (found === undefined) throw oauthError(400, 'invalid_grant', 'Token has been expired or revoked.');
  return onRefresh(found.grant, token, found.expiresAt);
};
