import type { AdCreative, CallToAction, CampaignSpec, PlanLine } from '@campaigns/contracts';
import { z } from 'zod';
import { approximated, exact, unsupported } from '../plan.ts';
import { invalid } from '../platform-error.ts';
import { type SnapchatSettings, snapchatSettings } from './settings.ts';

/** What `creative.media.snapchat` may name. */
const media = z.strictObject({
  /** An uploaded image or video. */
  media_id: z.string().optional(),
  /** A creative that is there already, shown as it is. */
  creative_id: z.string().optional(),
});

const actions: Readonly<Record<CallToAction, string>> = {
  learn_more: 'MORE',
  shop_now: 'SHOP_NOW',
  sign_up: 'SIGN_UP',
  download: 'DOWNLOAD',
  book_now: 'BOOK_NOW',
  contact_us: 'CONTACT_US',
  get_offer: 'GET_NOW',
  subscribe: 'SIGN_UP',
  apply_now: 'APPLY_NOW',
  install_app: 'INSTALL_NOW',
};

const longestHeadline = 34;

export const mediaOf = ({ media: given, name }: AdCreative): z.infer<typeof media> => {
  const chosen = media.safeParse(given?.snapchat ?? {});
  if (chosen.success) return chosen.data;
  throw invalid('invalid-creative', `creatives.${name}.media.snapchat: ${z.prettifyError(chosen.error)}`);
};

type Intent = Pick<CampaignSpec, 'config' | 'objective'>;

const lacking = ({ objective }: Intent, creative: AdCreative, settings: SnapchatSettings): string | undefined => {
  if (objective === 'app_installs') return 'needs media.snapchat.creative_id, a creative that installs the app';
  if (creative.format === 'carousel') return 'a Snap shows one picture or video';
  if (mediaOf(creative).media_id === undefined) {
    return 'needs media.snapchat.media_id, an uploaded image or video, or creative_id';
  }
  if (settings.profile_id === undefined) return 'needs platform_specific_config.snapchat.profile_id, a public profile';
  return creative.headline === undefined ? 'needs a headline' : undefined;
};

const isTooLong = ({ headline = '' }: AdCreative): boolean => [...headline].length > longestHeadline;

const partLines = (creative: AdCreative): readonly PlanLine[] => {
  const name = `creatives.${creative.name}`;
  const reasons = {
    body: 'a Snap shows no text beside its headline',
    headlines: 'a Snap has one headline',
    descriptions: 'a Snap shows no text beside its headline',
  };
  return [
    ...(isTooLong(creative)
      ? [unsupported('ad', `${name}.headline`, `has more than ${longestHeadline} characters`)]
      : []),
    ...(['body', 'headlines', 'descriptions'] as const).flatMap((part) =>
      creative[part] === undefined ? [] : [approximated('ad', `${name}.${part}`, reasons[part])],
    ),
  ];
};

/**
 * How a creative comes out: all of it, without its text (a Snap has none beside its picture), or not at all. One that is
 * there already is not changed.
 */
export const creativeLines = (spec: Intent, creative: AdCreative): readonly PlanLine[] => {
  const name = `creatives.${creative.name}`;
  if (mediaOf(creative).creative_id !== undefined) {
    return [approximated('ad', name, 'the creative is shown as it is, with its own headline and address')];
  }
  const reason = lacking(spec, creative, snapchatSettings(spec));
  return reason === undefined ? [exact('ad', name), ...partLines(creative)] : [unsupported('ad', name, reason)];
};

/** The body of `POST /adaccounts/{id}/creatives`; with an address it is a web view, without one a plain Snap. */
export const creativeBody = (
  { spec, creative, name }: Readonly<{ spec: CampaignSpec; creative: AdCreative; name: string }>,
  adAccountId: string,
): Readonly<Record<string, unknown>> => {
  const { profile_id: profileId, brand_name: brandName } = snapchatSettings(spec);
  const { url, headline = '', action } = creative;
  return {
    creatives: [
      {
        ad_account_id: adAccountId,
        name,
        type: url === undefined ? 'SNAP_AD' : 'WEB_VIEW',
        // One that is too long stands in the plan, and comes here only when that was accepted.
        headline: [...headline].slice(0, longestHeadline).join(''),
        top_snap_media_id: mediaOf(creative).media_id,
        profile_properties: { profile_id: profileId },
        ...(brandName === undefined ? {} : { brand_name: brandName }),
        ...(action === undefined ? {} : { call_to_action: actions[action] }),
        ...(url === undefined ? {} : { web_view_properties: { url } }),
        shareable: true,
      },
    ],
  };
};

/** An ad must be of the type that fits its creative (else E1008). */
const adTypes: Readonly<Record<string, string>> = {
  SNAP_AD: 'SNAP_AD',
  WEB_VIEW: 'REMOTE_WEBPAGE',
  APP_INSTALL: 'APP_INSTALL',
  DEEP_LINK: 'DEEP_LINK',
};

export const adTypeFor = (creativeType: string): string => {
  const type = adTypes[creativeType];
  if (type !== undefined) return type;
  throw invalid('creative-not-supported', `Snapchat creatives of type ${creativeType} are not made into ads from here`);
};
