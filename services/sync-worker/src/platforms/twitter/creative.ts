import type { AdCreative, CampaignSpec, PlanLine } from '@campaigns/contracts';
import { z } from 'zod';
import { approximated, exact, unsupported } from '../plan.ts';
import { invalid } from '../platform-error.ts';
import { longId, type TwitterConfig, twitterConfig } from './campaign-config.ts';

const oneOrMore = z.union([z.string(), z.array(z.string())]).transform((given) => [given].flat());

/** What `creative.media.twitter` may name. */
const media = z.strictObject({
  /** A post that is there already, and promoted as it is. */
  tweet_id: longId.optional(),
  /** Images or a video that were uploaded, e.g. `3_1029825627129597952`. */
  media_keys: oneOrMore.optional(),
  /** A card that was made before, e.g. `card://958225772740714496`: picture, title and address in one. */
  card_uri: z.string().startsWith('card://').optional(),
});

export const mediaOf = ({ media: given, name }: AdCreative): z.infer<typeof media> => {
  const chosen = media.safeParse(given?.twitter ?? {});
  if (chosen.success) return chosen.data;
  throw invalid('invalid-creative', `creatives.${name}.media.twitter: ${z.prettifyError(chosen.error)}`);
};

const hasLink = ({ headline = '', body = '' }: AdCreative): boolean => /https?:\/\//.test(`${headline} ${body}`);

/** What leads people to the website: either a card or a link. Only campaigns for something on the website need it. */
const lacksLink = (spec: CampaignSpec, creative: AdCreative): boolean =>
  creative.url === undefined &&
  !hasLink(creative) &&
  !['brand_awareness', 'engagement', 'video_views'].includes(spec.objective);

const lacking = (spec: CampaignSpec, creative: AdCreative, config: TwitterConfig): string | undefined => {
  const { media_keys: mediaKeys = [], card_uri: cardUri } = mediaOf(creative);
  const { format, body, headline } = creative;
  if (config.as_user_id === undefined) {
    return 'needs platform_specific_config.twitter.as_user_id, the X user that posts, or media.twitter.tweet_id, a post';
  }
  if (format === 'carousel' && cardUri === undefined) return 'needs media.twitter.card_uri, a carousel made on X';
  if (format !== 'text' && cardUri === undefined && mediaKeys.length === 0) {
    return `needs media.twitter.media_keys, an uploaded ${format}, or card_uri`;
  }
  if (cardUri !== undefined && mediaKeys.length > 0) return 'needs either media.twitter.media_keys or card_uri';
  if (body === undefined && headline === undefined) return 'needs a body or a headline';
  if (cardUri !== undefined && hasLink(creative)) return 'needs a text without a link beside media.twitter.card_uri';
  return cardUri === undefined && lacksLink(spec, creative) ? 'needs a url, or media.twitter.card_uri' : undefined;
};

const partLines = (creative: AdCreative): readonly PlanLine[] => {
  const { name, headline, headlines, descriptions, action, url } = creative;
  const lines: readonly (readonly [part: string, isGiven: boolean, reason: string])[] = [
    ['headline', headline !== undefined, 'a post has no headline: it is the first line of its text'],
    ['headlines', headlines !== undefined, 'a post has one text: the headline and the body'],
    ['descriptions', descriptions !== undefined, 'a post has one text: the headline and the body'],
    ['action', action !== undefined, 'a post has no button'],
    ['url', url !== undefined && mediaOf(creative).card_uri !== undefined, 'the card leads where it was made to lead'],
  ];
  return lines.flatMap(([part, isGiven, reason]) =>
    isGiven ? [approximated('ad', `creatives.${name}.${part}`, reason)] : [],
  );
};

/** How a creative comes out as a post: nearly as it is, or not at all. A post that is there already is not changed. */
export const creativeLines = (spec: CampaignSpec, creative: AdCreative): readonly PlanLine[] => {
  const name = `creatives.${creative.name}`;
  if (mediaOf(creative).tweet_id !== undefined) {
    return [approximated('ad', name, 'the post is promoted as it is, with its own text and address')];
  }
  const reason = lacking(spec, creative, twitterConfig(spec));
  return reason === undefined ? [exact('ad', name), ...partLines(creative)] : [unsupported('ad', name, reason)];
};

/** Names of posts are no longer than this. */
const longestName = 80;

/** The tag first: X looks for names by how they begin, and a long one is cut at its end. */
export const postName = (tag: string, { name }: AdCreative): string =>
  [...`[${tag}] ${name}`].slice(0, longestName).join('');

/**
 * The parameters of `POST accounts/:id/tweet`: a post that only ads show. Its text is headline, body and address, one below
 * the other; the address is left out where a card has it.
 */
export const postParameters = (
  creative: AdCreative,
  { userId, tag }: Readonly<{ userId: string; tag: string }>,
): Readonly<Record<string, string | boolean>> => {
  const { media_keys: mediaKeys = [], card_uri: cardUri } = mediaOf(creative);
  const parts = [creative.headline, creative.body, cardUri === undefined ? creative.url : undefined];
  return {
    as_user_id: userId,
    text: parts.filter((part) => part !== undefined && part !== '').join('\n\n'),
    ...(mediaKeys.length === 0 ? {} : { media_keys: mediaKeys.join(',') }),
    ...(cardUri === undefined ? {} : { card_uri: cardUri }),
    nullcast: true,
    name: postName(tag, creative),
  };
};
