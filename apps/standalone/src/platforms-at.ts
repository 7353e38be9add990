import { developmentConsumer } from '@campaigns/ad-sandbox';

/** The one product that a sandbox's platforms know. */
const client = (platform: string): Readonly<Record<string, string>> => ({
  [`${platform.toUpperCase()}_CLIENT_ID`]: `sandbox-client-${platform}`,
  [`${platform.toUpperCase()}_CLIENT_SECRET`]: `sandbox-secret-${platform}`,
});

/** The sync-worker's variables for a sandbox. */
export const platformsAt = (sandboxUrl: string): Readonly<Record<string, string>> => ({
  META_BASE_URL: `${sandboxUrl}/meta/v26.0`,
  GOOGLE_ADS_BASE_URL: `${sandboxUrl}/google/v26`,
  TIKTOK_BASE_URL: `${sandboxUrl}/tiktok/open_api/v1.3`,
  LINKEDIN_BASE_URL: `${sandboxUrl}/linkedin/rest`,
  X_ADS_BASE_URL: `${sandboxUrl}/twitter/12`,
  X_CONSUMER_KEY: developmentConsumer.key,
  X_CONSUMER_SECRET: developmentConsumer.secret,
  SNAPCHAT_BASE_URL: `${sandboxUrl}/snapchat/v1`,
  META_LOGIN_URL: `${sandboxUrl}/meta/v26.0`,
  GOOGLE_LOGIN_URL: `${sandboxUrl}/google`,
  GOOGLE_TOKEN_URL: `${sandboxUrl}/google`,
  TIKTOK_LOGIN_URL: `${sandboxUrl}/tiktok`,
  LINKEDIN_LOGIN_URL: `${sandboxUrl}/linkedin`,
  X_LOGIN_URL: `${sandboxUrl}/twitter`,
  SNAPCHAT_LOGIN_URL: `${sandboxUrl}/snapchat`,
  ...Object.assign({}, ...['meta', 'google', 'tiktok', 'linkedin', 'snapchat'].map(client)),
});

/** The gateway's variables for notices of a sandbox's platforms: the same secrets, and a token for Meta's handshake. */
export const noticesOfSandbox: Readonly<Record<string, string>> = {
  ...Object.assign({}, ...['meta', 'tiktok', 'linkedin'].map(client)),
  META_WEBHOOK_VERIFY_TOKEN: 'sandbox-verify-token',
};
