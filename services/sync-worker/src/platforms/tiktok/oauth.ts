import { z } from 'zod';
import { queryText } from '../../http/query-text.ts';
import { secretOf } from '../../vault/credentials.ts';
import { callWith, type OAuthCall, withoutAccount, withoutToken } from '../oauth-call.ts';
import type { OAuthClient, PlatformOAuth } from '../oauth-port.ts';
import { tiktokClient } from './client.ts';

const granted = z.object({
  access_token: z.string().min(1),
  scope: z.array(z.union([z.number(), z.string()])).default([]),
});

const advertisers = z.object({ list: z.array(z.object({ advertiser_id: z.string(), advertiser_name: z.string() })) });

const details = z.object({
  list: z.array(
    z.object({
      advertiser_id: z.string(),
      currency: z.string(),
      timezone: z.string(),
      status: z.string(),
    }),
  ),
});

/** One request may ask about so many advertisers. */
const atOnce = 100;

type Dependencies = Readonly<{
  /** e.g. `https://business-api.tiktok.com` */
  loginUrl: string;
  baseUrl: string;
  client: OAuthClient;
  send: OAuthCall;
  signal: AbortSignal;
}>;

/** TikTok's own kind of OAuth: its tokens do not end, and what they may do is set in the app, not asked for. */
export const tiktokOAuth = ({ loginUrl, baseUrl, client, send, signal }: Dependencies): PlatformOAuth => {
  const tiktok = tiktokClient({ baseUrl, send: withoutAccount(send) });
  const anonymous = tiktokClient({ baseUrl, send: withoutToken(send) });
  const product = { app_id: client.id, secret: client.secret.reveal() };

  return {
    requiredScopes: [],

    consentPage: async ({ redirectUri, state }) => ({
      url: `${loginUrl}/portal/auth?${queryText({ app_id: client.id, state, redirect_uri: redirectUri })}`,
      state,
    }),

    exchange: async ({ consentCode }) => {
      const call = callWith('tiktok', { accessToken: secretOf('') }, signal);
      const body = { ...product, auth_code: consentCode.reveal() };
      const { data } = await anonymous.post(call, '/oauth2/access_token/', body, granted);
      return { accessToken: secretOf(data.access_token), scopes: data.scope.map(String) };
    },

    revoke: async (tokens) => {
      const body = { ...product, access_token: tokens.accessToken.reveal() };
      await tiktok.post(callWith('tiktok', tokens, signal), '/oauth2/revoke_token/', body, z.unknown());
    },

    accounts: async (tokens) => {
      const call = callWith('tiktok', tokens, signal);
      const { data } = await tiktok.get(call, '/oauth2/advertiser/get/', product, advertisers);
      const names = new Map(data.list.map(({ advertiser_id: id, advertiser_name: name }) => [id, name]));
      const ids = [...names.keys()];
      const fields = ['advertiser_id', 'currency', 'timezone', 'status'];
      const usable = [];
      for (let from = 0; from < ids.length; from += atOnce) {
        const query = { advertiser_ids: ids.slice(from, from + atOnce), fields };
        const page = await tiktok.get(call, '/advertiser/info/', query, details);
        usable.push(...page.data.list.filter(({ status }) => status === 'STATUS_ENABLE'));
      }
      return usable.map(({ advertiser_id: adAccountId, currency, timezone: timeZone }) => ({
        ...{ adAccountId, name: names.get(adAccountId) ?? adAccountId, currency, timeZone, loginCustomerId: null },
      }));
    },
  };
};
