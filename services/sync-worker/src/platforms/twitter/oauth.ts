import { randomBytes } from 'node:crypto';
import type { OfferedAccount } from '@campaigns/contracts';
import { z } from 'zod';
import { gatewayError, isOutcomeUnknown, unreadable } from '../../http/answer.ts';
import { accountLimits } from '../../limits/account-limits.ts';
import { type GrantTokens, secretOf } from '../../vault/credentials.ts';
import { callWith, type OAuthCall, withoutAccount } from '../oauth-call.ts';
import type { OAuthClient, PlatformOAuth } from '../oauth-port.ts';
import { invalid, PlatformError } from '../platform-error.ts';
import { twitterClient } from './client.ts';
import { twitterError } from './errors.ts';
import { fundingInstruments } from './funding.ts';
import { type KeyPair, type Parameters, parameterText, signedHeader } from './request-signature.ts';

const keyPair = z.object({ key: z.string().min(1), secret: z.string().min(1) });

const account = z.object({
  id: z.string(),
  name: z.string(),
  timezone: z.string(),
  approval_status: z.string(),
  deleted: z.boolean().default(false),
});

const userAccess = z.object({ permissions: z.array(z.string()) });

/** The others may look, or write posts only. */
const managingRoles = new Set(['ACCOUNT_ADMIN', 'AD_MANAGER']);

type Dependencies = Readonly<{
  /** e.g. `https://api.x.com` */
  loginUrl: string;
  baseUrl: string;
  client: OAuthClient;
  send: OAuthCall;
  signal: AbortSignal;
  now: () => Date;
}>;

type SignedPost = Readonly<{ path: string; token?: KeyPair; form?: Parameters; more?: Parameters }>;

/**
 * OAuth 1.0a in three legs. There is no state: X makes a request token of its own, which comes back with the person. Tokens
 * do not end, and what they may do depends on the person's role in each account.
 */
export const twitterOAuth = ({ loginUrl, baseUrl, client, send, signal, now }: Dependencies): PlatformOAuth => {
  const consumer = { key: client.id, secret: client.secret.reveal() };
  const twitter = twitterClient({
    ...{ baseUrl, send: withoutAccount(send), limits: accountLimits({}) },
    settings: { consumerKey: client.id, consumerSecret: client.secret, saleAmountIn: 'micros' },
    now: () => now().getTime(),
  });

  const post = async ({ path, token, form = [], more = [] }: SignedPost): Promise<URLSearchParams> => {
    const url = `${loginUrl}${path}`;
    const authorization = signedHeader({
      ...{ method: 'POST', url, parameters: form, consumer, more },
      ...(token === undefined ? {} : { token }),
      nonce: randomBytes(16).toString('hex'),
      timestamp: Math.floor(now().getTime() / 1_000),
    });
    const answer = await send({
      ...{ method: 'POST', url, mutates: true },
      headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
      ...(form.length === 0 ? {} : { body: parameterText(form) }),
    });
    if (isOutcomeUnknown(answer, true)) throw gatewayError(answer);
    if (answer.status >= 400) throw twitterError(answer, true, now().getTime());
    if (answer.status >= 300) throw unreadable(answer, true);
    return new URLSearchParams(answer.body);
  };

  const tokenIn = (answer: URLSearchParams): KeyPair => {
    const parsed = keyPair.safeParse({ key: answer.get('oauth_token'), secret: answer.get('oauth_token_secret') });
    if (parsed.success) return parsed.data;
    throw new PlatformError({ class: 'transient', code: 'no-token', message: 'X answered without a token' });
  };

  const tokenOf = ({ accessToken, tokenSecret }: Pick<GrantTokens, 'accessToken' | 'tokenSecret'>): KeyPair => ({
    key: accessToken.reveal(),
    secret: tokenSecret?.reveal() ?? '',
  });

  /** What campaigns need: a role that may manage them, and something that pays. */
  const offerOf = async (
    tokens: Pick<GrantTokens, 'accessToken' | 'tokenSecret'>,
    { id: adAccountId, name, timezone: timeZone }: z.infer<typeof account>,
  ): Promise<readonly OfferedAccount[]> => {
    const call = callWith('twitter', tokens, signal, { adAccountId });
    const path = `/accounts/${encodeURIComponent(adAccountId)}/authenticated_user_access`;
    const { data } = await twitter.send(call, { method: 'GET', path }, userAccess);
    if (!data.permissions.some((role) => managingRoles.has(role))) return [];
    const [instrument] = await fundingInstruments(twitter, call);
    if (instrument?.able_to_fund !== true) return [];
    return [{ adAccountId, name, currency: instrument.currency, timeZone, loginCustomerId: null }];
  };

  return {
    requiredScopes: [],

    consentPage: async ({ redirectUri }) => {
      const answer = await post({ path: '/oauth/request_token', more: [['oauth_callback', redirectUri]] });
      if (answer.get('oauth_callback_confirmed') !== 'true') {
        throw invalid('callback-not-confirmed', 'X does not send people back to this address');
      }
      const token = tokenIn(answer);
      const url = `${loginUrl}/oauth/authorize?${parameterText([['oauth_token', token.key]])}`;
      return { url, state: token.key, verifier: secretOf(JSON.stringify(token)) };
    },

    exchange: async ({ consentCode, verifier }) => {
      const token = keyPair.parse(JSON.parse(verifier?.reveal() ?? ''));
      const form: Parameters = [['oauth_verifier', consentCode.reveal()]];
      const { key, secret } = tokenIn(await post({ path: '/oauth/access_token', token, form }));
      return { accessToken: secretOf(key), tokenSecret: secretOf(secret), scopes: [] };
    },

    accounts: async (tokens) => {
      const all = await twitter.list(callWith('twitter', tokens, signal), { path: '/accounts' }, account);
      const accepted = all.filter(({ approval_status: status, deleted }) => status === 'ACCEPTED' && !deleted);
      const offers: OfferedAccount[] = [];
      for (const each of accepted) offers.push(...(await offerOf(tokens, each)));
      return offers;
    },

    revoke: async (tokens) => {
      await post({ path: '/1.1/oauth/invalidate_token.json', token: tokenOf(tokens) });
    },
  };
};
