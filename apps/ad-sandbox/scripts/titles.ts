import type { Platform } from '@campaigns/contracts';

export const titles: Readonly<Record<Platform, string>> = {
  meta: 'Meta',
  google: 'Google Ads',
  tiktok: 'TikTok',
  linkedin: 'LinkedIn',
  twitter: 'X',
  snapchat: 'Snapchat',
};
