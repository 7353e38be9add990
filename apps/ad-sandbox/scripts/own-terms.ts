import type { AdCreative, CampaignSpec, Creative, Platform } from '@campaigns/contracts';

/** What only a platform can say: its ids of places and people, who speaks there, what was uploaded to it. */
export type OwnTerms = Readonly<{
  ids: Readonly<Record<'locations' | 'interests' | 'audiences' | 'placements', readonly string[]>>;
  /** All that ads there may need to be told. */
  config: CampaignSpec['config'];
  media: Media;
  /** What stands for a carousel where that is another thing. */
  carousel?: Media;
  /** What was posted there before; Google has no such thing. */
  post?: Media;
}>;

type Media = NonNullable<NonNullable<Creative['media']>[Platform]>;

export const ownTerms: Readonly<Record<Platform, OwnTerms>> = {
  meta: {
    ids: {
      ...{ locations: ['2421836'], interests: ['6003107902433'] },
      ...{ audiences: ['23850000000000001'], placements: ['instagram'] },
    },
    config: { page_id: '100200300', pixel_id: '400500600' },
    media: {
      ...{ image_hash: '02bee5277ec507b6fd0f9b9ff2f22d9c', image_url: 'https://cdn.example.com/hero.png' },
      video_id: '700800900',
    },
    post: { post_id: '100200300_700700700' },
  },
  google: {
    ids: { locations: ['2840'], interests: ['80432'], audiences: ['987654321'], placements: ['youtube.com'] },
    config: { keywords: ['running shoes'], business_name: 'Shop' },
    media: { marketing_images: ['111'], square_marketing_images: ['222'], logo_images: ['333'] },
  },
  tiktok: {
    ids: { locations: ['6252001'], interests: ['15'], audiences: ['123456789'], placements: ['PLACEMENT_PANGLE'] },
    config: {
      ...{ identity_type: 'CUSTOMIZED_USER', identity_id: '6900000000000000001', display_name: 'Shop' },
      pixel_id: '7100000000000000001',
    },
    media: { video_id: 'v10033g50000abc', image_ids: ['ad-site-i18n-sg/2026cover', 'ad-site-i18n-sg/2026second'] },
    post: {
      tiktok_item_id: '7200000000000000001',
      ...{ identity_type: 'TT_USER', identity_id: '6900000000000000002' },
    },
  },
  linkedin: {
    ids: {
      ...{ locations: ['urn:li:geo:103644278'], interests: ['urn:li:interest:1234'] },
      ...{ audiences: ['urn:li:adSegment:5678'], placements: ['feed'] },
    },
    config: { organization_id: '2414183', conversion_ids: ['104012'] },
    media: { image: 'urn:li:image:C49klciosC89' },
    post: { post: 'urn:li:share:6900000000000000001' },
  },
  twitter: {
    ids: {
      ...{ locations: ['96683cc9126741d1'], interests: ['1001'] },
      ...{ audiences: ['2906h'], placements: ['TWITTER_TIMELINE'] },
    },
    config: { as_user_id: '756201191646691328', primary_web_event_tag: 'o3aji' },
    media: { media_keys: '3_1029825627129597952' },
    carousel: { card_uri: 'card://958225772740714496' },
    post: { tweet_id: '822333526255120384' },
  },
  snapchat: {
    ids: {
      ...{ locations: ['US-NY'], interests: ['SLC_101'] },
      ...{ audiences: ['5603670370513719'], placements: ['INTERSTITIAL_USER'] },
    },
    config: {
      ...{ profile_id: '8e9bd9b7-0000-4000-8000-000000000001', brand_name: 'Shop' },
      pixel_id: '9f0ca1c8-0000-4000-8000-000000000001',
    },
    media: { media_id: 'f1e2d3c4-0000-4000-8000-000000000001' },
    post: { creative_id: 'a2b3c4d5-0000-4000-8000-000000000001' },
  },
};

/** What can be shown: a format of ours, or something that was posted before. */
export const exhibits = ['image', 'video', 'carousel', 'text', 'post'] as const;
export type Exhibit = (typeof exhibits)[number];

export const creativeName = 'Hero A';

/** A creative that says and names all it could on a platform; `undefined` where there is no such exhibit. */
export const fullCreative = (platform: Platform, exhibit: Exhibit): AdCreative | undefined => {
  const { media, carousel = media, post } = ownTerms[platform];
  const shown = { image: media, video: media, carousel, text: media, post }[exhibit];
  if (shown === undefined) return undefined;
  return {
    ...{ creativeId: 'c0000000-0000-4000-8000-000000000001', name: creativeName },
    format: exhibit === 'post' ? 'video' : exhibit,
    ...{ url: 'https://shop.example.com/', headline: 'Running shoes', body: 'Spring prices until Sunday.' },
    headlines: ['Twenty per cent off', 'Free delivery', 'New this spring'],
    descriptions: ['Order today.', 'Thirty days to send them back.'],
    media: { [platform]: shown },
  };
};
