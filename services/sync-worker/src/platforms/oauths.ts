import type { Platform } from '@campaigns/contracts';
import type { PlatformBaseUrls } from './adapters.ts';
import { googleOAuth } from './google/oauth.ts';
import { linkedinVersion } from './linkedin/client.ts';
import { linkedinOAuth } from './linkedin/oauth.ts';
import { metaOAuth } from './meta/oauth.ts';
import { type OAuthCallDependencies, oauthCall } from './oauth-call.ts';
import type { OAuthClient, PlatformOAuth } from './oauth-port.ts';
import { snapchatOAuth } from './snapchat/oauth.ts';
import { tiktokOAuth } from './tiktok/oauth.ts';
import { twitterOAuth } from './twitter/oauth.ts';

/** Where people consent and tokens are exchanged, without a slash at the end. Meta's carries the version. */
export type LoginUrls = Readonly<Record<Platform | 'googleToken', string>>;

export type OAuthSettings = Readonly<{
  loginUrls: LoginUrls;
  /** A platform that is missing cannot be connected. */
  clients: Readonly<Partial<Record<Platform, OAuthClient>>>;
}>;

export type OAuthDependencies = OAuthCallDependencies &
  Readonly<{
    baseUrls: PlatformBaseUrls;
    settings: OAuthSettings;
    /** `YYYYMM` */
    linkedinVersion?: string;
    now: () => Date;
  }>;

/** The platforms that the product has a client for. */
export type PlatformOAuths = Readonly<Partial<Record<Platform, PlatformOAuth>>>;

export const platformOAuths = (dependencies: OAuthDependencies): PlatformOAuths => {
  const { baseUrls, settings, signal, now } = dependencies;
  const { clients, loginUrls } = settings;
  const about = (platform: Platform, client: OAuthClient) => ({
    ...{ baseUrl: baseUrls[platform], client, send: oauthCall(platform, dependencies), signal, now },
  });
  const { meta, google, tiktok, linkedin, twitter, snapchat } = clients;
  return {
    ...(meta && { meta: metaOAuth({ ...about('meta', meta), loginUrl: loginUrls.meta }) }),
    ...(google && {
      google: googleOAuth({ ...about('google', google), loginUrl: loginUrls.google, tokenUrl: loginUrls.googleToken }),
    }),
    ...(tiktok && { tiktok: tiktokOAuth({ ...about('tiktok', tiktok), loginUrl: loginUrls.tiktok }) }),
    ...(linkedin && {
      linkedin: linkedinOAuth({
        ...about('linkedin', linkedin),
        loginUrl: loginUrls.linkedin,
        version: dependencies.linkedinVersion ?? linkedinVersion,
      }),
    }),
    ...(twitter && { twitter: twitterOAuth({ ...about('twitter', twitter), loginUrl: loginUrls.twitter }) }),
    ...(snapchat && { snapchat: snapchatOAuth({ ...about('snapchat', snapchat), loginUrl: loginUrls.snapchat }) }),
  };
};
