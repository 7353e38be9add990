import type { Platform } from '@campaigns/contracts';
import { googleAdapter } from './google/adapter.ts';
import { metaAdapter } from './meta/adapter.ts';
import { type PlatformCallDependencies, platformCall } from './platform-call.ts';
import type { PlatformAdapter } from './platform-port.ts';
import { tiktokAdapter } from './tiktok/adapter.ts';

/** The platforms that operations are carried out on; the others are refused by name. */
export const supportedPlatforms = ['meta', 'google', 'tiktok'] as const satisfies readonly Platform[];
export type SupportedPlatform = (typeof supportedPlatforms)[number];

/** With the version, without a slash at the end, e.g. `https://graph.facebook.com/v26.0`. */
export type PlatformBaseUrls = Readonly<Record<Platform, string>>;

export type PlatformAdapters = Readonly<Partial<Record<Platform, PlatformAdapter>>>;

export const platformAdapters = (
  baseUrls: PlatformBaseUrls,
  dependencies: PlatformCallDependencies,
): PlatformAdapters => ({
  meta: metaAdapter({ baseUrl: baseUrls.meta, send: platformCall('meta', dependencies), limits: dependencies.limits }),
  google: googleAdapter({ baseUrl: baseUrls.google, send: platformCall('google', dependencies) }),
  tiktok: tiktokAdapter({ baseUrl: baseUrls.tiktok, send: platformCall('tiktok', dependencies) }),
});
