import type { PlatformName } from '../state/campaign.ts';
import { google } from './google/index.ts';
import { linkedin } from './linkedin/index.ts';
import { meta } from './meta/index.ts';
import type { PlatformModule } from './platform.ts';
import { snapchat } from './snapchat/index.ts';
import { tiktok } from './tiktok/index.ts';
import { twitter } from './twitter/index.ts';

export const platforms: readonly PlatformModule[] = [meta, google, tiktok, linkedin, snapchat, twitter];

export const platformNamed = (name: PlatformName): PlatformModule | undefined =>
  platforms.find((platform) => platform.name === name);
