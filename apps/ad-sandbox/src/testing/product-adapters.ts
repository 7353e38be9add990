import {
  type AccountCall,
  accountLimits,
  type CredentialsInput,
  httpCall,
  type PlatformAdapter,
  platformAdapters,
  sealed,
  secretOf,
} from '@campaigns/sync-worker';
import type { Logger } from 'pino';
import { developmentConsumer } from '../platforms/twitter/oauth/consumer.ts';
import type { PlatformName } from '../state/campaign.ts';
import { startOfTests, testToken } from './running-sandbox.ts';

const secretFor = (token: string): string => `secret of ${token}`;

/** What an account is opened with beside its currency and time zone, for calls with the same token. */
export const openingOf = (platform: PlatformName, accessToken = testToken): Readonly<Record<string, string>> => ({
  accessToken,
  ...(platform === 'twitter' ? { tokenSecret: secretFor(accessToken) } : {}),
});

const credentialsFor = (platform: PlatformName, accessToken: string): CredentialsInput =>
  platform === 'twitter' ? { platform, accessToken, tokenSecret: secretFor(accessToken) } : { platform, accessToken };

/** The product's adapters, on a sandbox. */
export const adaptersAt = (
  url: string,
  { logger, timeoutMs }: Readonly<{ logger: Logger; timeoutMs: number }>,
): Readonly<Record<PlatformName, PlatformAdapter>> =>
  platformAdapters(
    {
      meta: `${url}/meta/v26.0`,
      google: `${url}/google/v26`,
      tiktok: `${url}/tiktok/open_api/v1.3`,
      linkedin: `${url}/linkedin/rest`,
      twitter: `${url}/twitter/12`,
      snapchat: `${url}/snapchat/v1`,
    },
    {
      http: httpCall({ timeoutMs }),
      limits: accountLimits({}),
      logger,
      twitter: {
        consumerKey: developmentConsumer.key,
        consumerSecret: secretOf(developmentConsumer.secret),
        saleAmountIn: 'micros',
      },
      // What is signed with another time than the sandbox's is refused.
      now: () => startOfTests,
    },
  );

/** A call for an ad account that was opened with the token. */
export const callFor = (
  platform: PlatformName,
  adAccountId: string,
  { currency = 'USD', accessToken = testToken }: Readonly<{ currency?: string; accessToken?: string }> = {},
): AccountCall => ({
  account: { adAccountId, currency, timeZone: 'America/New_York' },
  credentials: sealed(credentialsFor(platform, accessToken)),
  signal: new AbortController().signal,
});
