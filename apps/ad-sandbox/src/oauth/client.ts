import { developmentConsumer } from '../platforms/twitter/oauth/consumer.ts';
import type { PlatformName } from '../state/campaign.ts';

export type Client = Readonly<{ id: string; secret: string }>;

/** The one product that each platform knows; X calls it a consumer. The secret opens nothing but sandboxes. */
export const developmentClient = (platform: PlatformName): Client =>
  platform === 'twitter'
    ? { id: developmentConsumer.key, secret: developmentConsumer.secret }
    : { id: `sandbox-client-${platform}`, secret: `sandbox-secret-${platform}` };
