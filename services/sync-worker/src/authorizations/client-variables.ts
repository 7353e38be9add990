import type { Platform } from '@campaigns/contracts';

/** What has to be set before ad accounts of a platform can be connected. */
export const clientVariables: Readonly<Record<Platform, readonly [id: string, secret: string]>> = {
  meta: ['META_CLIENT_ID', 'META_CLIENT_SECRET'],
  google: ['GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET'],
  tiktok: ['TIKTOK_CLIENT_ID', 'TIKTOK_CLIENT_SECRET'],
  linkedin: ['LINKEDIN_CLIENT_ID', 'LINKEDIN_CLIENT_SECRET'],
  twitter: ['X_CONSUMER_KEY', 'X_CONSUMER_SECRET'],
  snapchat: ['SNAPCHAT_CLIENT_ID', 'SNAPCHAT_CLIENT_SECRET'],
};
