import type { Platform } from '@campaigns/contracts';

/** What ads need on each platform of the sandbox beside their creatives: who speaks, and what is searched for. */
const configs = {
  meta: { page_id: '100200300', pixel_id: '1122334455' },
  google: { keywords: ['running shoes', { text: 'shoe sale', match: 'exact' }] },
  tiktok: {
    ...{ identity_type: 'CUSTOMIZED_USER', identity_id: '6900000000000000001', display_name: 'Shop' },
    pixel_id: 'C4ABCDEF',
  },
  linkedin: {},
  twitter: { as_user_id: '756201191646691328', primary_web_event_tag: 'o3bk1' },
  snapchat: {
    ...{ profile_id: '8e9bd9b7-0000-4000-8000-000000000001', pixel_id: '8e9bd9b7-0000-4000-8000-000000000002' },
  },
} as const;

export const adConfigFor = (platforms: readonly Platform[]): Readonly<Partial<Record<Platform, object>>> =>
  Object.fromEntries(platforms.map((platform) => [platform, configs[platform]]));

/** What stands in each platform's library already. */
const media = {
  meta: { image_url: 'https://cdn.example.com/hero.png' },
  tiktok: { video_id: 'v10033g50000abc', image_ids: ['ad-site-i18n-sg/2026cover'] },
  twitter: { media_keys: '3_1029825627129597952' },
  snapchat: { media_id: 'f1e2d3c4-0000-4000-8000-000000000001' },
};

/** A creative that each of the platforms can show. */
export const creativeFor = (name: string, platforms: readonly Platform[]) => ({
  ...{ name, format: 'image', url: `https://shop.example.com/?ad=${encodeURIComponent(name)}`, action: 'shop_now' },
  ...{ headline: 'Running shoes', body: 'Spring prices until Sunday.' },
  ...{ headlines: ['Twenty per cent off', 'Free delivery'], descriptions: ['Order today.'] },
  media: Object.fromEntries(
    Object.entries(media).filter(([platform]) => (platforms as readonly string[]).includes(platform)),
  ),
});
