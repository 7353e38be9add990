import type { AdCreative, CallToAction, CampaignSpec, PlanLine } from '@campaigns/contracts';
import { approximated, exact, unsupported } from '../plan.ts';
import { type MetaSettings, metaSettings } from './settings.ts';

type Json = Readonly<Record<string, unknown>>;

/** The creative inside an ad, and how what it shows comes out; no `json` where Meta cannot show it. */
export type MetaCreative = Readonly<{ json?: Json; lines: readonly PlanLine[] }>;

const actionTypes: Readonly<Partial<Record<CallToAction, string>>> = {
  learn_more: 'LEARN_MORE',
  shop_now: 'SHOP_NOW',
  sign_up: 'SIGN_UP',
  download: 'DOWNLOAD',
  // Its button says "Book now".
  book_now: 'BOOK_TRAVEL',
  contact_us: 'CONTACT_US',
  get_offer: 'GET_OFFER',
  subscribe: 'SUBSCRIBE',
  apply_now: 'APPLY_NOW',
};

/** Ids of what was uploaded or posted there before. */
const mediaKeys = ['post_id', 'image_hash', 'image_url', 'video_id'] as const;
type Media = Readonly<Partial<Record<(typeof mediaKeys)[number], string>>>;

const one = (value: string | readonly string[] | undefined): string | undefined =>
  typeof value === 'string' ? value : value?.[0];

/** What Meta shows of what was given, and a line for each part that it does not. */
const mediaOf = ({ name, media }: AdCreative): Readonly<{ media: Media; lines: readonly PlanLine[] }> => {
  const given = Object.entries(media?.meta ?? {});
  const isKnown = ([key]: readonly [string, unknown]): boolean => (mediaKeys as readonly string[]).includes(key);
  const whole = `creatives.${name}.media`;
  const unknown = given.filter((entry) => !isKnown(entry));
  const several = given.filter((entry) => isKnown(entry) && Array.isArray(entry[1]) && entry[1].length > 1);
  return {
    media: Object.fromEntries(given.filter(isKnown).map(([key, value]) => [key, one(value)])),
    lines: [
      ...unknown.map(([key]) => unsupported('ad', whole, `${key} is not known on Meta, only ${mediaKeys.join(', ')}`)),
      ...several.map(([key]) => approximated('ad', whole, `an ad on Meta shows one ${key}: the first`)),
    ],
  };
};

/** Why Meta cannot show a creative that is no post; `undefined` when it can. */
const obstacle = ({ format, url }: AdCreative, media: Media): string | undefined => {
  const hasImage = media.image_hash !== undefined || media.image_url !== undefined;
  if (url === undefined) return 'a Meta ad leads somewhere: give it a url';
  switch (format) {
    case 'image':
      return hasImage ? undefined : 'give media.meta.image_hash or media.meta.image_url';
    case 'video':
      if (media.video_id === undefined) return 'give media.meta.video_id';
      return hasImage ? undefined : "give the video's still picture in media.meta.image_hash or media.meta.image_url";
    case 'carousel':
      return 'carousels are not made on Meta: give media.meta.post_id of one that was posted';
    default:
      return undefined;
  }
};

/** Texts that an ad on Meta has no place for: it has one headline, one text and, but for a video, one description. */
const spareTexts = ({ name, format, headline, headlines = [], descriptions = [] }: AdCreative): readonly PlanLine[] => {
  const headlinesShown = headline === undefined ? 1 : 0;
  const descriptionsShown = format === 'video' ? 0 : 1;
  return [
    ...(headlines.length > headlinesShown
      ? [approximated('ad', `creatives.${name}.headlines`, 'an ad on Meta has one headline: the others are left out')]
      : []),
    ...(descriptions.length > descriptionsShown
      ? [
          approximated(
            'ad',
            `creatives.${name}.descriptions`,
            `an ad on Meta has ${descriptionsShown === 0 ? 'none with a video' : 'one'}: the others are left out`,
          ),
        ]
      : []),
  ];
};

const actionLines = ({ name, action }: AdCreative): readonly PlanLine[] =>
  action === undefined || actionTypes[action] !== undefined
    ? []
    : [unsupported('ad', `creatives.${name}.action`, `${action} on Meta needs an app to promote`)];

const callToAction = (type: string | undefined, link: string | undefined): Json =>
  type === undefined ? {} : { call_to_action: { type, value: { link } } };

const picture = ({ image_hash: hash, image_url: url }: Media, urlField: 'picture' | 'image_url'): Json =>
  hash === undefined ? { [urlField]: url } : { image_hash: hash };

const text = (field: string, value: string | undefined): Json => (value === undefined ? {} : { [field]: value });

const storyOf = (creative: AdCreative, media: Media): Json => {
  const { format, url, body, action, headlines, descriptions } = creative;
  const headline = creative.headline ?? headlines?.[0];
  const type = action === undefined ? undefined : actionTypes[action];
  if (format === 'video') {
    const video = { video_id: media.video_id, ...picture(media, 'image_url'), ...text('title', headline) };
    // The link of a video is that of its button.
    return { video_data: { ...video, ...text('message', body), ...callToAction(type ?? 'LEARN_MORE', url) } };
  }
  const shown = { link: url, ...text('message', body), ...text('name', headline) };
  return {
    link_data: {
      ...shown,
      ...text('description', descriptions?.[0]),
      ...(format === 'image' ? picture(media, 'picture') : {}),
      ...callToAction(type, url),
    },
  };
};

const speakers = ({ page_id: pageId, instagram_user_id: instagramId }: MetaSettings): Json => ({
  page_id: pageId,
  ...(instagramId === undefined ? {} : { instagram_user_id: instagramId }),
});

/** `{page id}_{post id}`; of a bare post id the page is the configured one. */
const storyId = (postId: string, pageId: string | undefined): string =>
  postId.includes('_') ? postId : `${pageId}_${postId}`;

export const metaCreative = (spec: Pick<CampaignSpec, 'config' | 'accepted'>, creative: AdCreative): MetaCreative => {
  const settings = metaSettings(spec);
  const whole = `creatives.${creative.name}`;
  const { media, lines: mediaLines } = mediaOf(creative);
  if (settings.page_id === undefined) {
    const reason = 'every ad on Meta speaks for a page: give page_id in the configuration';
    return { lines: [unsupported('ad', whole, reason), ...mediaLines] };
  }
  if (media.post_id !== undefined) {
    const line = approximated('ad', whole, 'the post is shown as it is: with its own texts, link and button');
    return { json: { object_story_id: storyId(media.post_id, settings.page_id) }, lines: [line, ...mediaLines] };
  }
  const reason = obstacle(creative, media);
  if (reason !== undefined) return { lines: [unsupported('ad', whole, reason), ...mediaLines] };
  const line =
    creative.format === 'text'
      ? approximated('ad', whole, 'Meta shows the picture of the page that the ad leads to')
      : exact('ad', whole);
  return {
    json: { object_story_spec: { ...speakers(settings), ...storyOf(creative, media) } },
    lines: [line, ...mediaLines, ...spareTexts(creative), ...actionLines(creative)],
  };
};
