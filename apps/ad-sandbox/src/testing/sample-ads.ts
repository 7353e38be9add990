import type { AdCreative, CampaignSpec } from '@campaigns/contracts';
import type { PlatformName } from '../state/campaign.ts';

/** What ads on a platform need beside a creative: who speaks, what is searched for. */
const configs: Readonly<Record<PlatformName, CampaignSpec['config']>> = {
  meta: { page_id: '100200300' },
  google: { keywords: ['running shoes'] },
  tiktok: { identity_type: 'CUSTOMIZED_USER', identity_id: '6900000000000000001', display_name: 'Shop' },
  linkedin: {},
  twitter: { as_user_id: '756201191646691328' },
  snapchat: { profile_id: '8e9bd9b7-0000-4000-8000-000000000001' },
};

export const adConfigOf = (platform: PlatformName): CampaignSpec['config'] => configs[platform];

/** One creative that every platform can show. */
export const sampleCreative: AdCreative = {
  ...{ creativeId: 'c0000000-0000-4000-8000-000000000001', name: 'Hero A', format: 'image' },
  ...{ url: 'https://shop.example.com/', headline: 'Running shoes', body: 'Spring prices until Sunday.' },
  ...{ headlines: ['Twenty per cent off', 'Free delivery'], descriptions: ['Order today.'], action: 'shop_now' },
  media: {
    meta: { image_url: 'https://cdn.example.com/hero.png' },
    tiktok: { video_id: 'v10033g50000abc', image_ids: ['ad-site-i18n-sg/2026cover'] },
    twitter: { media_keys: '3_1029825627129597952' },
    snapchat: { media_id: 'f1e2d3c4-0000-4000-8000-000000000001' },
  },
};
