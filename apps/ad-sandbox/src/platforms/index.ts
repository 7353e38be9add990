import type { PlatformName } from '../state/campaign.ts';
import { google } from './google/index.ts';
import { meta } from './meta/index.ts';
import type { PlatformModule } from './platform.ts';
import { tiktok } from './tiktok/index.ts';

export const platforms: readonly PlatformModule[] = [meta, google, tiktok];

export const platformNamed = (name: PlatformName): PlatformModule | undefined =>
  platforms.find((platform) => platform.name === name);
