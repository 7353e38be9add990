import { z } from 'zod';
import { queryText } from '../../http/query-text.ts';
import { callWith, type OAuthCall, revocation, tokenRequest, withoutAccount } from '../oauth-call.ts';
import type { OAuthClient, PlatformOAuth } from '../oauth-port.ts';
import { linkedinClient } from './client.ts';
import { searchFor } from './rest-li.ts';
import { bareId } from './urns.ts';

const scopes = ['r_ads', 'rw_ads', 'r_ads_reporting', 'r_organization_social', 'w_organization_social'];

const accountUsers = z.object({ elements: z.array(z.object({ account: z.string(), role: z.string() })) });
const adAccount = z.object({
  id: z.union([z.number(), z.string()]),
  name: z.string(),
  currency: z.string(),
  status: z.string(),
});

/** The others may look, or change advertisements only. */
const managingRoles = new Set(['ACCOUNT_BILLING_ADMIN', 'ACCOUNT_MANAGER', 'CAMPAIGN_MANAGER']);

type Dependencies = Readonly<{
  /** e.g. `https://www.linkedin.com` */
  loginUrl: string;
  baseUrl: string;
  version: string;
  client: OAuthClient;
  send: OAuthCall;
  signal: AbortSignal;
  now: () => Date;
}>;

/** Only approved apps get a refresh token, and refreshing does not make it last longer. */
export const linkedinOAuth = (dependencies: Dependencies): PlatformOAuth => {
  const { loginUrl, baseUrl, version, client, send, signal, now } = dependencies;
  const linkedin = linkedinClient({ baseUrl, version, send: withoutAccount(send) });
  const ask = tokenRequest(send, now);
  const revoked = revocation(send);
  const product = { client_id: client.id, client_secret: client.secret.reveal() };

  return {
    requiredScopes: ['rw_ads', 'r_ads_reporting'],

    consentPage: async ({ redirectUri, state }) => {
      const query = { response_type: 'code', client_id: client.id, redirect_uri: redirectUri, state };
      return { url: `${loginUrl}/oauth/v2/authorization?${queryText({ ...query, scope: scopes.join(' ') })}`, state };
    },

    exchange: ({ consentCode, redirectUri }) =>
      ask(`${loginUrl}/oauth/v2/accessToken`, {
        ...product,
        ...{ grant_type: 'authorization_code', code: consentCode.reveal(), redirect_uri: redirectUri },
      }),

    renew: (refreshToken) =>
      ask(`${loginUrl}/oauth/v2/accessToken`, {
        ...product,
        ...{ grant_type: 'refresh_token', refresh_token: refreshToken.reveal() },
      }),

    revoke: ({ accessToken }) => revoked(`${loginUrl}/oauth/v2/revoke`, { ...product, token: accessToken.reveal() }),

    accounts: async (tokens) => {
      const call = callWith('linkedin', tokens, signal);
      const { data } = await linkedin.get(call, '/adAccountUsers?q=authenticatedUser', accountUsers);
      const managed = new Set(
        data.elements.filter(({ role }) => managingRoles.has(role)).map(({ account }) => bareId(account)),
      );
      const active = await linkedin.search(call, '/adAccounts', searchFor('status', ['ACTIVE']), adAccount);
      return active
        .filter(({ id, status }) => status === 'ACTIVE' && managed.has(String(id)))
        .map(({ id, name, currency }) => ({
          // LinkedIn counts every account's days in UTC.
          ...{ adAccountId: String(id), name, currency, timeZone: 'UTC', loginCustomerId: null },
        }));
    },
  };
};
