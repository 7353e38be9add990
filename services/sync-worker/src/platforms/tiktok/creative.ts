import type { AdCreative, CallToAction, CampaignSpec, PlanLine } from '@campaigns/contracts';
import { approximated, exact, unsupported } from '../plan.ts';
import { leadsToWebsite } from './goals.ts';
import { identityTypes, type TiktokSettings, tiktokSettings } from './settings.ts';

type Json = Readonly<Record<string, unknown>>;
type Spec = Pick<CampaignSpec, 'config' | 'objective' | 'accepted'>;

/** One of the `creatives` of an ad, and how what it shows comes out; no `json` where TikTok cannot show it. */
export type TiktokCreative = Readonly<{ json?: Json; lines: readonly PlanLine[] }>;

/** What `creative.media.tiktok` may hold: ids of what was uploaded or posted there before, and whose post it is. */
type Media = Readonly<{ videoId?: string; imageIds: readonly string[]; postId?: string; type?: string; id?: string }>;

const mediaKeys = ['video_id', 'image_ids', 'tiktok_item_id', 'identity_type', 'identity_id'];

const all = (value: string | readonly string[] | undefined): readonly string[] =>
  typeof value === 'string' ? [value] : (value ?? []);

const mediaOf = ({ media }: AdCreative): Media => {
  const given = media?.tiktok ?? {};
  const one = (key: string): string | undefined => all(given[key])[0];
  const [videoId, postId, type, id] = ['video_id', 'tiktok_item_id', 'identity_type', 'identity_id'].map(one);
  return {
    imageIds: all(given['image_ids']),
    ...(videoId === undefined ? {} : { videoId }),
    ...(postId === undefined ? {} : { postId }),
    ...(type === undefined ? {} : { type }),
    ...(id === undefined ? {} : { id }),
  };
};

const identityOf = (settings: TiktokSettings, { type, id }: Media) => ({
  type: type ?? settings.identity_type,
  id: id ?? settings.identity_id,
  businessCentre: settings.identity_authorized_bc_id,
});

const emoji = /\p{Extended_Pictographic}/u;
const longestText = 100;

const textReason = ({ body, headline }: AdCreative): string | undefined => {
  const text = body ?? headline;
  if (text === undefined) return 'a TikTok ad has a text: give it a body';
  if ([...text].length > longestText) return `its text is longer than TikTok's ${longestText} characters`;
  return emoji.test(text) ? 'TikTok takes no emoji in the text of an ad' : undefined;
};

const identityReason = (settings: TiktokSettings, media: Media): string | undefined => {
  const { type, id, businessCentre } = identityOf(settings, media);
  if (!(identityTypes as readonly string[]).includes(type)) {
    return `${type}: TikTok's types of identity are ${identityTypes.join(', ')}`;
  }
  if (id === undefined) return 'a TikTok ad speaks for someone: give identity_id in the configuration';
  if (type === 'BC_AUTH_TT' && businessCentre === undefined) {
    return 'an identity of type BC_AUTH_TT needs identity_authorized_bc_id in the configuration';
  }
  const isPostOfNobody = media.postId !== undefined && type === 'CUSTOMIZED_USER';
  return isPostOfNobody
    ? 'a post is shown for who posted it: give identity_type AUTH_CODE, TT_USER or BC_AUTH_TT'
    : undefined;
};

const mediaReason = ({ format }: AdCreative, { videoId, imageIds, postId }: Media): string | undefined => {
  if (postId !== undefined) return undefined;
  switch (format) {
    case 'video':
      if (videoId === undefined) return 'give media.tiktok.video_id, or media.tiktok.tiktok_item_id of a post';
      return imageIds.length > 0 ? undefined : "give the video's cover in media.tiktok.image_ids";
    case 'carousel':
      return imageIds.length > 1 ? undefined : 'give two pictures or more in media.tiktok.image_ids';
    default:
      if (videoId !== undefined)
        return imageIds.length > 0 ? undefined : "give the video's cover in media.tiktok.image_ids";
      return `TikTok shows no ads of one ${format}: give a video, a carousel, or media.tiktok.tiktok_item_id of a post`;
  }
};

/** Why TikTok cannot show a creative at all; `undefined` when it can. */
const obstacle = (spec: Spec, creative: AdCreative, media: Media): string | undefined => {
  const unknown = Object.keys(creative.media?.tiktok ?? {}).filter((key) => !mediaKeys.includes(key));
  if (unknown.length > 0) return `media.tiktok has ${mediaKeys.join(', ')}, and not ${unknown.join(', ')}`;
  if (leadsToWebsite(spec.objective) && creative.url === undefined) return 'this ad leads to a website: give it a url';
  return (
    identityReason(tiktokSettings(spec), media) ??
    mediaReason(creative, media) ??
    (media.postId === undefined ? textReason(creative) : undefined)
  );
};

const actions: Readonly<Partial<Record<CallToAction, string>>> = {
  learn_more: 'LEARN_MORE',
  shop_now: 'SHOP_NOW',
  sign_up: 'SIGN_UP',
  download: 'DOWNLOAD_NOW',
  book_now: 'BOOK_NOW',
  contact_us: 'CONTACT_US',
  subscribe: 'SUBSCRIBE',
  apply_now: 'APPLY_NOW',
  install_app: 'INSTALL_NOW',
};

/** Texts that an ad on TikTok has no place for: it has one, and a post has its own. */
const spareTexts = (creative: AdCreative, { postId }: Media): readonly PlanLine[] => {
  const { name, headline, body, headlines = [], descriptions = [] } = creative;
  const reason = postId === undefined ? 'a TikTok ad has one text' : 'the post keeps the text that it was posted with';
  const isBodySpare = body !== undefined && postId !== undefined;
  const isHeadlineSpare = headline !== undefined && (postId !== undefined || body !== undefined);
  return [
    ...(isHeadlineSpare ? [['headline', `${reason}: the headline is not shown`]] : []),
    ...(isBodySpare ? [['body', reason]] : []),
    ...(headlines.length > 0 ? [['headlines', `${reason}: further headlines are not shown`]] : []),
    ...(descriptions.length > 0 ? [['descriptions', `${reason}: descriptions are not shown`]] : []),
  ].map(([field, why]) => approximated('ad', `creatives.${name}.${field}`, why ?? reason));
};

/** One picture or a text is not shown, but the video that stands for it is. */
const formatLines = ({ name, format }: AdCreative, { postId }: Media): readonly PlanLine[] =>
  postId !== undefined || format === 'video' || format === 'carousel'
    ? []
    : [approximated('ad', `creatives.${name}.format`, `TikTok shows media.tiktok.video_id instead of the ${format}`)];

const actionLines = ({ name, action }: AdCreative): readonly PlanLine[] =>
  action !== undefined && actions[action] === undefined
    ? [approximated('ad', `creatives.${name}.action`, `TikTok has no button for ${action}: it says "Learn more"`)]
    : [];

const contentOf = (creative: AdCreative, { videoId, imageIds, postId }: Media, displayName?: string): Json => {
  const ad_format = creative.format === 'carousel' ? 'CAROUSEL_ADS' : 'SINGLE_VIDEO';
  if (postId !== undefined) return { ad_format, tiktok_item_id: postId };
  return {
    ...{ ad_format, image_ids: imageIds, ad_text: creative.body ?? creative.headline },
    ...(creative.format === 'carousel' ? {} : { video_id: videoId }),
    ...(displayName === undefined ? {} : { display_name: displayName }),
  };
};

export const tiktokCreative = (spec: Spec, creative: AdCreative): TiktokCreative => {
  const media = mediaOf(creative);
  const reason = obstacle(spec, creative, media);
  const name = `creatives.${creative.name}`;
  if (reason !== undefined) return { lines: [unsupported('ad', name, reason)] };
  const settings = tiktokSettings(spec);
  const { type, id, businessCentre } = identityOf(settings, media);
  const { action, url } = creative;
  // An ad group that is optimised for conversions has the pixel itself; elsewhere the ad has it.
  const pixelId = ['conversions', 'sales'].includes(spec.objective) ? undefined : settings.pixel_id;
  return {
    json: {
      ...{ identity_type: type, identity_id: id },
      ...(type === 'BC_AUTH_TT' ? { identity_authorized_bc_id: businessCentre } : {}),
      ...contentOf(creative, media, type === 'CUSTOMIZED_USER' ? settings.display_name : undefined),
      ...(action === undefined ? {} : { call_to_action: actions[action] ?? 'LEARN_MORE' }),
      ...(url === undefined ? {} : { landing_page_url: url }),
      ...(pixelId === undefined ? {} : { tracking_pixel_id: pixelId }),
    },
    lines: [
      exact('ad', name),
      ...formatLines(creative, media),
      ...spareTexts(creative, media),
      ...actionLines(creative),
    ],
  };
};
