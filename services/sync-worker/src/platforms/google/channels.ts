import type { CampaignConfig, Objective } from '@campaigns/contracts';
import { z } from 'zod';
import { invalid } from '../platform-error.ts';

type Channel = 'SEARCH' | 'DISPLAY' | 'DEMAND_GEN' | 'PERFORMANCE_MAX';
type Plan = Readonly<{ channel: Channel; bidding: string }>;

/** Google has no objective: a channel and a bidding strategy stand for it. Both cannot be changed later. */
const plans: Readonly<Record<Exclude<Objective, 'app_installs'>, Plan>> = {
  brand_awareness: { channel: 'DISPLAY', bidding: 'manualCpm' },
  traffic: { channel: 'SEARCH', bidding: 'targetSpend' },
  conversions: { channel: 'SEARCH', bidding: 'maximizeConversions' },
  lead_gen: { channel: 'SEARCH', bidding: 'maximizeConversions' },
  engagement: { channel: 'DEMAND_GEN', bidding: 'maximizeConversions' },
  // Campaigns of channel VIDEO can hardly be made through the API; DEMAND_GEN carries video.
  video_views: { channel: 'DEMAND_GEN', bidding: 'maximizeConversions' },
  sales: { channel: 'PERFORMANCE_MAX', bidding: 'maximizeConversionValue' },
};

/** The settings that a campaign's configuration may choose on Google; others are left alone. */
const settings = z.object({
  /** Where it runs, instead of what the objective suggests. */
  network: z.enum(['search', 'display', 'demand_gen', 'performance_max']).optional(),
  network_settings: z
    .object({
      target_google_search: z.boolean().default(true),
      target_search_network: z.boolean().default(true),
      target_content_network: z.boolean().default(false),
    })
    .prefault({}),
});

const channels: Readonly<Record<string, Channel>> = {
  search: 'SEARCH',
  display: 'DISPLAY',
  demand_gen: 'DEMAND_GEN',
  performance_max: 'PERFORMANCE_MAX',
};

/** The fields of a campaign that say where it runs and what it bids for. Throws `validation`. */
export const channelFields = (objective: Objective, config: CampaignConfig): Readonly<Record<string, unknown>> => {
  if (objective === 'app_installs') {
    throw invalid(
      'objective-not-supported',
      'app_installs on Google needs an app to promote, which campaigns do not carry yet',
    );
  }
  const chosen = settings.safeParse(config);
  if (!chosen.success) throw invalid('invalid-config', `Google settings: ${z.prettifyError(chosen.error)}`);
  const { network, network_settings: networks } = chosen.data;
  const plan = plans[objective];
  const channel = channels[network ?? ''] ?? plan.channel;
  return {
    advertisingChannelType: channel,
    [plan.bidding]: {},
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
