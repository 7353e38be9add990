import { developmentClient } from '../oauth/client.ts';
import type { PlatformName } from '../state/campaign.ts';
import type { Reply, RunningSandbox } from './running-sandbox.ts';

export type Fields = Readonly<Record<string, string>>;

/** Where the product wants people to be sent back; with a query, which has to be kept. */
export const callback = 'http://127.0.0.1:4999/back?of=tests';
export const state = 'a-state & more';

export const queryOf = (fields: Fields): string => String(new URLSearchParams(fields));

export const asForm = (fields: Fields | string) => ({
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: typeof fields === 'string' ? fields : queryOf(fields),
});

/** What arrives at the product's callback with the person. */
export const sentBack = ({ status, headers, text }: Reply): Fields => {
  const location = headers.get('location') ?? '';
  if (status !== 302 || !location.startsWith(callback)) throw new Error(`${status} ${location} ${text}`);
  return Object.fromEntries(new URL(location).searchParams);
};

/** The person's side of a page of consent: what its form sends. */
export const decided = (
  sandbox: RunningSandbox,
  url: string,
  decision: 'approve' | 'deny',
  declined: readonly string[] = [],
): Promise<Reply> => {
  const form = new URLSearchParams({ decision });
  for (const scope of declined) form.append('decline', scope);
  return sandbox.call('POST', url, asForm(String(form)));
};

export const clientOf = (platform: PlatformName): Readonly<{ client_id: string; client_secret: string }> => {
  const { id, secret } = developmentClient(platform);
  return { client_id: id, client_secret: secret };
};

export const adsScopes: Readonly<Partial<Record<PlatformName, string>>> = {
  meta: 'ads_management,ads_read',
  google: 'https://www.googleapis.com/auth/adwords',
  linkedin: 'r_ads rw_ads r_ads_reporting',
  snapchat: 'snapchat-marketing-api',
};

const pages = {
  meta: '/meta/v26.0/dialog/oauth',
  google: '/google/o/oauth2/v2/auth',
  tiktok: '/tiktok/portal/auth',
  linkedin: '/linkedin/oauth/v2/authorization',
  snapchat: '/snapchat/login/oauth2/authorize',
} as const;
export type CodePlatform = keyof typeof pages;

/** The page that the product sends a person to. */
export const pageOf = (platform: CodePlatform, more: Fields = {}): string => {
  const { client_id: id } = clientOf(platform);
  const own: Fields =
    platform === 'tiktok' ? { app_id: id } : { client_id: id, response_type: 'code', scope: adsScopes[platform] ?? '' };
  return `${pages[platform]}?${queryOf({ ...own, redirect_uri: callback, state, ...more })}`;
};

/** The code of a person who approves. */
export const codeFrom = async (
  sandbox: RunningSandbox,
  platform: CodePlatform,
  { query = {}, declined = [] }: Readonly<{ query?: Fields; declined?: readonly string[] }> = {},
): Promise<string> => {
  const { code } = sentBack(await decided(sandbox, pageOf(platform, query), 'approve', declined));
  if (code === undefined) throw new Error(`${platform} sent no code`);
  return code;
};

/** The product's exchange of a code, with other fields where a test wants them. */
export const exchange = (
  sandbox: RunningSandbox,
  platform: CodePlatform,
  code: string,
  more: Fields = {},
): Promise<Reply> => {
  const { client_id, client_secret } = clientOf(platform);
  const fields = { client_id, client_secret, redirect_uri: callback, code, ...more };
  const granting = { grant_type: 'authorization_code', ...fields };
  switch (platform) {
    case 'meta':
      return sandbox.call('GET', `/meta/v26.0/oauth/access_token?${queryOf(fields)}`);
    case 'google':
      return sandbox.call('POST', '/google/token', asForm(granting));
    case 'tiktok': {
      const body = { app_id: fields.client_id, secret: fields.client_secret, auth_code: code };
      return sandbox.call('POST', '/tiktok/open_api/v1.3/oauth2/access_token/', { body });
    }
    case 'linkedin':
      return sandbox.call('POST', '/linkedin/oauth/v2/accessToken', asForm(granting));
    case 'snapchat':
      return sandbox.call('POST', '/snapchat/login/oauth2/access_token', asForm(granting));
  }
};

export const refresh = (
  sandbox: RunningSandbox,
  platform: 'google' | 'linkedin' | 'snapchat',
  refreshToken: string,
): Promise<Reply> => {
  const paths = {
    google: '/google/token',
    linkedin: '/linkedin/oauth/v2/accessToken',
    snapchat: '/snapchat/login/oauth2/access_token',
  };
  const fields = { grant_type: 'refresh_token', refresh_token: refreshToken, ...clientOf(platform) };
  return sandbox.call('POST', paths[platform], asForm(fields));
};

export type Tokens = Readonly<{
  access_token: string;
  expires_in?: number;
  refresh_token?: string;
  refresh_token_expires_in?: number;
  scope?: string;
}>;

/** Tokens of a person who approves everything. */
export const connected = async (
  sandbox: RunningSandbox,
  platform: Exclude<CodePlatform, 'tiktok'>,
  query: Fields = {},
): Promise<Tokens> => {
  const reply = await exchange(sandbox, platform, await codeFrom(sandbox, platform, { query }));
  if (reply.status !== 200) throw new Error(reply.text);
  return reply.json<Tokens>();
};
