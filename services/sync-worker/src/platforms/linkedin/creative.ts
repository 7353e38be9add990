import type { AdCreative, CampaignSpec, PlanLine } from '@campaigns/contracts';
import { z } from 'zod';
import { approximated, exact, unsupported } from '../plan.ts';
import { invalid } from '../platform-error.ts';
import { accountUrn, campaignUrn } from './urns.ts';

/** What `creative.media.linkedin` may name. */
const media = z.strictObject({
  /** A post that is there already: shown as it is, so only the name of ours is used. */
  post: z
    .string()
    .regex(/^urn:li:(share|ugcPost):\d+$/)
    .optional(),
  /** An uploaded image; the thumbnail of the link preview where there is none is LinkedIn's choice. */
  image: z
    .string()
    .regex(/^urn:li:image:\S+$/)
    .optional(),
});

export const mediaOf = ({ media: given, name }: AdCreative): z.infer<typeof media> => {
  const chosen = media.safeParse(given?.linkedin ?? {});
  if (chosen.success) return chosen.data;
  throw invalid('invalid-creative', `creatives.${name}.media.linkedin: ${z.prettifyError(chosen.error)}`);
};

const textsOf = ({ headline, headlines, body, descriptions }: AdCreative) => ({
  title: headline ?? headlines?.[0],
  commentary: body ?? descriptions?.[0],
});

const lacking = (creative: AdCreative, objective: CampaignSpec['objective']): string | undefined => {
  // The form of a lead ad belongs to the creative, and there is no way here to name it.
  if (objective === 'lead_gen') return 'lead ads need a form, which only Campaign Manager can name';
  if (mediaOf(creative).post !== undefined) return undefined;
  const { format, url } = creative;
  const { title, commentary } = textsOf(creative);
  if (format === 'video' || format === 'carousel' || objective === 'video_views') {
    return 'needs media.linkedin.post, the URN of a post with it, such as urn:li:share:6900000000000000001';
  }
  if (url === undefined) return 'needs url, where the ad leads to';
  if (title === undefined) return 'needs a headline';
  return commentary === undefined ? 'needs a body, the text of the post' : undefined;
};

/** How a creative comes out: as a post that is there, as a new one, or not at all. */
export const creativeLines = (
  { objective }: Pick<CampaignSpec, 'objective'>,
  creative: AdCreative,
): readonly PlanLine[] => {
  const name = `creatives.${creative.name}`;
  const reason = lacking(creative, objective);
  if (reason !== undefined) return [unsupported('ad', name, reason)];
  const { post, image } = mediaOf(creative);
  if (post !== undefined)
    return [approximated('ad', name, `${post} is shown as it is, with its own texts and address`)];
  const { format, action, headlines = [], descriptions = [] } = creative;
  return [
    format === 'image' && image === undefined
      ? approximated('ad', name, 'a preview of its address is shown: give media.linkedin.image for another picture')
      : exact('ad', name),
    ...(action === undefined || action === 'learn_more'
      ? []
      : [approximated('ad', `${name}.action`, 'the button says "Learn more"')]),
    ...(headlines.length > 1 ? [approximated('ad', `${name}.headlines`, 'one headline is shown')] : []),
    ...(descriptions.length > 1 ? [approximated('ad', `${name}.descriptions`, 'one text is shown')] : []),
  ];
};

type NewCreative = Readonly<{ platformCampaignId: string; creative: AdCreative; name: string }>;

/**
 * Active at once: one that is under review cannot be paused, and nothing is shown while the campaign above it is paused.
 */
const common = ({ platformCampaignId, name }: NewCreative) => ({
  campaign: campaignUrn(platformCampaignId),
  intendedStatus: 'ACTIVE',
  name,
});

/** The body of `POST /adAccounts/{id}/creatives`, for a post that is there. */
export const referenceBody = (ad: NewCreative, post: string): Readonly<Record<string, unknown>> => ({
  ...common(ad),
  content: { reference: post },
});

/** The body of `…/creatives?action=createInline`: the creative and a post that is seen as an ad only. */
export const inlineBody = (
  ad: NewCreative,
  { adAccountId, organization }: Readonly<{ adAccountId: string; organization: string }>,
): Readonly<Record<string, unknown>> => {
  const { creative } = ad;
  const { image } = mediaOf(creative);
  const { title, commentary } = textsOf(creative);
  const post = {
    adContext: { dscAdAccount: accountUrn(adAccountId), dscStatus: 'ACTIVE' },
    author: organization,
    commentary,
    visibility: 'PUBLIC',
    lifecycleState: 'PUBLISHED',
    isReshareDisabledByAuthor: false,
    contentLandingPage: creative.url,
    contentCallToActionLabel: 'LEARN_MORE',
    content: image === undefined ? { article: { source: creative.url, title } } : { media: { id: image, title } },
  };
  return { creative: { ...common(ad), inlineContent: { post } } };
};
