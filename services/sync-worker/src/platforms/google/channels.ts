import type { CampaignSpec, Objective } from '@campaigns/contracts';
import { invalid } from '../platform-error.ts';
import { googleSettings } from './settings.ts';

export type Channel = 'SEARCH' | 'DISPLAY' | 'DEMAND_GEN' | 'PERFORMANCE_MAX';
type Course = Readonly<{ channel: Channel; bidding: string }>;

/** Google has no objective: a channel and a bidding strategy stand for it. Both cannot be changed later. */
const courses: Readonly<Record<Exclude<Objective, 'app_installs'>, Course>> = {
  brand_awareness: { channel: 'DISPLAY', bidding: 'targetCpm' },
  traffic: { channel: 'SEARCH', bidding: 'targetSpend' },
  conversions: { channel: 'SEARCH', bidding: 'maximizeConversions' },
  lead_gen: { channel: 'SEARCH', bidding: 'maximizeConversions' },
  engagement: { channel: 'DEMAND_GEN', bidding: 'maximizeConversions' },
  // Campaigns of channel VIDEO can hardly be made through the API; DEMAND_GEN carries video.
  video_views: { channel: 'DEMAND_GEN', bidding: 'maximizeConversions' },
  sales: { channel: 'PERFORMANCE_MAX', bidding: 'maximizeConversionValue' },
};

const channels: Readonly<Record<string, Channel>> = {
  search: 'SEARCH',
  display: 'DISPLAY',
  demand_gen: 'DEMAND_GEN',
  performance_max: 'PERFORMANCE_MAX',
};

/** Where a campaign runs and what it bids for. Throws `validation`. */
export const courseOf = (spec: Pick<CampaignSpec, 'objective' | 'config'>): Course => {
  const { objective } = spec;
  if (objective === 'app_installs') {
    throw invalid(
      'objective-not-supported',
      'app_installs on Google needs an app to promote, which campaigns do not carry yet',
    );
  }
  const { network } = googleSettings(spec);
  const { channel, bidding } = courses[objective];
  return { channel: channels[network ?? ''] ?? channel, bidding };
};

/** The fields of a campaign that say where it runs and what it bids for. Throws `validation`. */
export const channelFields = (spec: Pick<CampaignSpec, 'objective' | 'config'>): Readonly<Record<string, unknown>> => {
  const { channel, bidding } = courseOf(spec);
  const { network_settings: networks } = googleSettings(spec);
  return {
    advertisingChannelType: channel,
    [bidding]: {},
    // Only search campaigns choose their networks; the other channels are a network themselves.
    ...(channel === 'SEARCH'
      ? {
          networkSettings: {
            targetGoogleSearch: networks.target_google_search,
            targetSearchNetwork: networks.target_search_network,
            targetContentNetwork: networks.target_content_network,
          },
        }
      : {}),
  };
};
