import { z } from 'zod';
import { queryText } from '../../http/query-text.ts';
import { accountLimits } from '../../limits/account-limits.ts';
import { callWith, type OAuthCall, tokenRequest, withoutAccount } from '../oauth-call.ts';
import type { OAuthClient, PlatformOAuth } from '../oauth-port.ts';
import { snapchatClient } from './client.ts';

const scope = 'snapchat-marketing-api';

const organization = z.object({
  ad_accounts: z
    .array(
      z.object({ id: z.string(), name: z.string(), currency: z.string(), timezone: z.string(), status: z.string() }),
    )
    .default([]),
});

type Dependencies = Readonly<{
  /** e.g. `https://accounts.snapchat.com` */
  loginUrl: string;
  baseUrl: string;
  client: OAuthClient;
  send: OAuthCall;
  signal: AbortSignal;
  now: () => Date;
}>;

/** Every refresh gives a new refresh token, which takes the place of the old one. */
export const snapchatOAuth = ({ loginUrl, baseUrl, client, send, signal, now }: Dependencies): PlatformOAuth => {
  // No account is concerned yet, so there is no budget of calls to keep to.
  const snapchat = snapchatClient({ baseUrl, send: withoutAccount(send), limits: accountLimits({}) });
  const ask = tokenRequest(send, now);
  const product = { client_id: client.id, client_secret: client.secret.reveal() };

  return {
    requiredScopes: [scope],

    consentPage: async ({ redirectUri, state }) => {
      const query = { response_type: 'code', client_id: client.id, redirect_uri: redirectUri, scope, state };
      return { url: `${loginUrl}/login/oauth2/authorize?${queryText(query)}`, state };
    },

    exchange: ({ consentCode, redirectUri }) =>
      ask(`${loginUrl}/login/oauth2/access_token`, {
        ...product,
        ...{ grant_type: 'authorization_code', code: consentCode.reveal(), redirect_uri: redirectUri },
      }),

    renew: (refreshToken) =>
      ask(`${loginUrl}/login/oauth2/access_token`, {
        ...product,
        ...{ grant_type: 'refresh_token', refresh_token: refreshToken.reveal() },
      }),

    accounts: async (tokens) => {
      const request = { path: '/me/organizations', query: { with_ad_accounts: 'true' } };
      const call = callWith('snapchat', tokens, signal);
      const { items } = await snapchat.list(call, request, 'organizations', organization);
      return items
        .flatMap(({ ad_accounts: accounts }) => accounts)
        .filter(({ status }) => status === 'ACTIVE')
        .map(({ id: adAccountId, name, currency, timezone: timeZone }) => ({
          ...{ adAccountId, name, currency, timeZone, loginCustomerId: null },
        }));
    },
  };
};
