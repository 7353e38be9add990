import { type Platform, platform } from '@campaigns/contracts';
import { type Row, table } from './markdown.ts';
import { titles } from './titles.ts';

/** What each key is for, by hand; a test holds the keys against the adapters. */
type Keys = Readonly<Record<string, string>>;

/** The keys of `platform_specific_config.<platform>`, beside `targeting`. */
export const configKeys: Readonly<Record<Platform, Keys>> = {
  meta: {
    page_id: 'the page that the ads speak for',
    instagram_user_id: 'the Instagram account that they speak for there',
    pixel_id: 'what counts conversions',
    conversion_event: 'which of its events counts, such as `ADD_TO_CART`',
    special_ad_categories: 'such as `HOUSING`; age and gender are then not for choosing',
    dsa_beneficiary: 'who profits from the ads, in the European Union',
    dsa_payor: 'who pays for them, in the European Union',
    locales: 'Meta\'s numbers of languages: `{ "de": 5 }`',
    bid_strategy: 'only `LOWEST_COST_WITHOUT_CAP`, which it is anyway',
  },
  google: {
    network: '`search`, `display`, `demand_gen` or `performance_max`, instead of what the objective suggests',
    network_settings: 'which networks a search campaign is shown on',
    keywords: 'what people search for, as texts or `{ "text", "match" }`',
    business_name: 'whose ads they are',
    language_ids: 'Google\'s ids of languages: `{ "pl": "1030" }`',
  },
  tiktok: {
    identity_id: 'who the ads speak for',
    identity_type: '`CUSTOMIZED_USER` unless another is given',
    identity_authorized_bc_id: 'the business centre of an identity of type `BC_AUTH_TT`',
    display_name: 'the name that an ad of a `CUSTOMIZED_USER` shows',
    pixel_id: 'what counts conversions',
    optimization_event: 'which of its events counts; `SHOPPING` unless another is given',
    location_ids: 'TikTok\'s ids of countries: `{ "CH": "2658434" }`',
    frequency: 'how often one person sees the ads at most, for `brand_awareness`',
    frequency_schedule: 'in how many days',
  },
  linkedin: {
    locale: 'the language of the ads, such as `en_US`; it has to be given where languages and countries leave a choice',
    organization_id: 'whose page the ads speak for; else the one that the ad account belongs to',
    campaign_group_id: 'where the campaign is made; else in the first active group of the account',
    conversion_ids: 'the conversion rules that count; else every one in use',
    offsite_delivery: 'whether the ads also run outside LinkedIn',
    political_intent: '`NOT_POLITICAL` unless another is given',
    bid: 'a bid by hand: `{ "cost_type", "amount" }`',
  },
  twitter: {
    as_user_id: 'the X user whose posts the ads are',
    primary_web_event_tag: 'what counts conversions',
    funding_instrument_id: "what pays; else the account's first that can",
  },
  snapchat: {
    profile_id: 'the public profile that the ads speak for',
    brand_name: 'whose ads they are',
    pixel_id: 'what counts conversions',
    measurement_spec: 'the app that is promoted: `{ "ios_app_id", "android_app_url" }`',
  },
};

/** The keys of a creative's `media.<platform>`. */
export const mediaKeys: Readonly<Record<Platform, Keys>> = {
  meta: {
    image_hash: 'an uploaded picture',
    image_url: 'the address of a picture, instead',
    video_id: 'an uploaded video',
    post_id: 'a post that is shown as it is',
  },
  google: {
    marketing_images: 'wide pictures, as ids of assets',
    square_marketing_images: 'square pictures, likewise',
    logo_images: 'logos, likewise',
  },
  tiktok: {
    video_id: 'an uploaded video',
    image_ids: "the pictures of a carousel, or a video's cover",
    tiktok_item_id: 'a post that is shown as it is',
    identity_type: 'of who posted it',
    identity_id: 'who posted it',
  },
  linkedin: { image: 'the URN of an uploaded picture', post: 'the URN of a post that is shown as it is' },
  twitter: {
    media_keys: 'uploaded pictures or a video',
    card_uri: 'a card that was made before, instead',
    tweet_id: 'a post that is promoted as it is',
  },
  snapchat: { media_id: 'an uploaded picture or video', creative_id: 'a creative that is shown as it is' },
};

const rowsOf = (keys: Readonly<Record<Platform, Keys>>, prefix: (name: Platform) => string): readonly Row[] =>
  platform.options.flatMap((name) =>
    Object.entries(keys[name]).map(([key, use]): Row => [titles[name], `\`${prefix(name)}${key}\``, use]),
  );

/** The chapter on what can be configured. Pure. */
export const keysSection = (): string => `## Keys

Of \`platform_specific_config.<platform>\`. \`targeting\` there counts for this platform alone.

${table(
  ['', 'key', 'what for'],
  rowsOf(configKeys, () => ''),
)}

Of a creative, by platform:

${table(
  ['', 'key', 'what for'],
  rowsOf(mediaKeys, (name) => `media.${name}.`),
)}
`;
