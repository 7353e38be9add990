import type { OfferedAccount } from '@campaigns/contracts';
import { z } from 'zod';
import { queryText } from '../../http/query-text.ts';
import { type AccountLimits, accountLimits } from '../../limits/account-limits.ts';
import { type GrantTokens, secretOf } from '../../vault/credentials.ts';
import { accessFor, callWith, type OAuthCall, withoutAccount, withoutToken } from '../oauth-call.ts';
import type { OAuthClient, PlatformOAuth } from '../oauth-port.ts';
import { metaClient } from './client.ts';

const scopes = ['ads_management', 'ads_read', 'business_management', 'pages_show_list', 'pages_read_engagement'];

const token = z.object({ access_token: z.string().min(1), expires_in: z.number().positive().optional() });

const permissions = z.object({ data: z.array(z.object({ permission: z.string(), status: z.string() })) });

const accountPage = z.object({
  data: z.array(
    z.object({
      account_id: z.string(),
      name: z.string(),
      currency: z.string(),
      timezone_name: z.string(),
      account_status: z.number(),
    }),
  ),
  paging: z.object({ cursors: z.object({ after: z.string() }).optional(), next: z.string().optional() }).optional(),
});

/** Active, and active with a grace period for payment. */
const usableStatuses = new Set([1, 9]);

type Dependencies = Readonly<{
  /** With the version, e.g. `https://www.facebook.com/v26.0`. */
  loginUrl: string;
  baseUrl: string;
  client: OAuthClient;
  send: OAuthCall;
  signal: AbortSignal;
  now: () => Date;
}>;

/** Meta has no refresh token: a token of sixty days is exchanged for the next before it ends. */
export const metaOAuth = ({ loginUrl, baseUrl, client, send, signal, now }: Dependencies): PlatformOAuth => {
  // No account is concerned yet, so there is no budget of calls to keep to.
  const limits: AccountLimits = accountLimits({});
  const meta = metaClient({ baseUrl, send: withoutAccount(send), limits });
  const anonymous = metaClient({ baseUrl, send: withoutToken(send), limits });
  const product = { client_id: client.id, client_secret: client.secret.reveal() };

  const ask = async (query: Readonly<Record<string, string>>): Promise<Pick<GrantTokens, 'accessToken' | 'access'>> => {
    const issuedAt = now();
    const call = callWith('meta', { accessToken: secretOf('') }, signal);
    const { data } = await anonymous(
      call,
      { method: 'GET', path: '/oauth/access_token', query: { ...product, ...query } },
      token,
    );
    return { accessToken: secretOf(data.access_token), ...accessFor(issuedAt, data.expires_in) };
  };

  const longLived = async (accessToken: GrantTokens['accessToken']): Promise<GrantTokens> => {
    const lasting = await ask({ grant_type: 'fb_exchange_token', fb_exchange_token: accessToken.reveal() });
    const call = callWith('meta', lasting, signal);
    const { data } = await meta(call, { method: 'GET', path: '/me/permissions' }, permissions);
    const granted = data.data.filter(({ status }) => status === 'granted').map(({ permission }) => permission);
    return { ...lasting, refreshToken: lasting.accessToken, scopes: granted };
  };

  return {
    requiredScopes: ['ads_management', 'ads_read'],

    consentPage: async ({ redirectUri, state }) => {
      const query = {
        ...{ client_id: client.id, redirect_uri: redirectUri, state, response_type: 'code' },
        // What a person has left out before, Meta asks for again only when it is told to.
        auth_type: 'rerequest',
      };
      return { url: `${loginUrl}/dialog/oauth?${queryText({ ...query, scope: scopes.join(',') })}`, state };
    },

    exchange: async ({ consentCode, redirectUri }) => {
      const { accessToken } = await ask({ redirect_uri: redirectUri, code: consentCode.reveal() });
      return longLived(accessToken);
    },

    renew: longLived,

    revoke: async (tokens) => {
      const call = callWith('meta', tokens, signal);
      await meta(call, { method: 'DELETE', path: '/me/permissions' }, z.unknown());
    },

    accounts: async (tokens) => {
      const call = callWith('meta', tokens, signal);
      const fields = 'id,account_id,name,currency,timezone_name,account_status';
      const usable: OfferedAccount[] = [];
      let after: string | undefined;
      do {
        const query = { fields, limit: 100, ...(after === undefined ? {} : { after }) };
        const { data } = await meta(call, { method: 'GET', path: '/me/adaccounts', query }, accountPage);
        usable.push(
          ...data.data
            .filter(({ account_status: status }) => usableStatuses.has(status))
            .map(({ account_id: adAccountId, name, currency, timezone_name: timeZone }) => ({
              ...{ adAccountId, name, currency, timeZone, loginCustomerId: null },
            })),
        );
        after = data.paging?.next === undefined ? undefined : data.paging.cursors?.after;
      } while (after !== undefined);
      return usable;
    },
  };
};
