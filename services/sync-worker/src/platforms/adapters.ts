import type { Platform } from '@campaigns/contracts';
import { googleAdapter } from './google/adapter.ts';
import { linkedinAdapter } from './linkedin/adapter.ts';
import { linkedinVersion } from './linkedin/client.ts';
import { metaAdapter } from './meta/adapter.ts';
import { type PlatformCallDependencies, platformCall } from './platform-call.ts';
import type { PlatformAdapter } from './platform-port.ts';
import { snapchatAdapter } from './snapchat/adapter.ts';
import { tiktokAdapter } from './tiktok/adapter.ts';
import { twitterAdapter } from './twitter/adapter.ts';
import type { TwitterSettings } from './twitter/settings.ts';

/** With the version (LinkedIn has none there), without a slash at the end, e.g. `https://graph.facebook.com/v26.0`. */
export type PlatformBaseUrls = Readonly<Record<Platform, string>>;

export type PlatformAdapters = Readonly<Record<Platform, PlatformAdapter>>;

export type AdapterDependencies = PlatformCallDependencies &
  Readonly<{
    twitter?: TwitterSettings;
    /** `YYYYMM` */
    linkedinVersion?: string;
    /** Epoch ms; what requests are signed with. */
    now?: () => number;
  }>;

export const platformAdapters = (baseUrls: PlatformBaseUrls, dependencies: AdapterDependencies): PlatformAdapters => ({
  meta: metaAdapter({ baseUrl: baseUrls.meta, send: platformCall('meta', dependencies), limits: dependencies.limits }),
  google: googleAdapter({ baseUrl: baseUrls.google, send: platformCall('google', dependencies) }),
  tiktok: tiktokAdapter({
    baseUrl: baseUrls.tiktok,
    send: platformCall('tiktok', dependencies),
    now: dependencies.now ?? Date.now,
  }),
  snapchat: snapchatAdapter({
    baseUrl: baseUrls.snapchat,
    send: platformCall('snapchat', dependencies),
    limits: dependencies.limits,
  }),
  linkedin: linkedinAdapter({
    baseUrl: baseUrls.linkedin,
    version: dependencies.linkedinVersion ?? linkedinVersion,
    send: platformCall('linkedin', dependencies),
  }),
  twitter: twitterAdapter({
    baseUrl: baseUrls.twitter,
    send: platformCall('twitter', dependencies),
    limits: dependencies.limits,
    settings: dependencies.twitter ?? { saleAmountIn: 'micros' },
    now: dependencies.now ?? Date.now,
  }),
});
