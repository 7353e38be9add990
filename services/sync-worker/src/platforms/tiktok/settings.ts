import type { CampaignSpec } from '@campaigns/contracts';
import { z } from 'zod';
import { invalid } from '../platform-error.ts';

/** TikTok's ids have more digits than a number can hold exactly, so they are texts. */
const tiktokId = z.string().regex(/^\d+$/, 'expected an id of digits, as a text');

export const identityTypes = ['CUSTOMIZED_USER', 'AUTH_CODE', 'TT_USER', 'BC_AUTH_TT'] as const;

/** `ON_WEB_ORDER` and `BUTTON` are retired. */
const pixelEvents = [
  'SHOPPING',
  'INITIATE_ORDER',
  'ON_WEB_CART',
  'ON_WEB_DETAIL',
  'ON_WEB_REGISTER',
  'ON_WEB_SUBSCRIBE',
  'ADD_BILLING',
  'FORM',
  'CONSULT',
  'DOWNLOAD_START',
] as const;

/** The settings that a campaign's configuration may choose on TikTok; others are left alone. */
const settings = z.object({
  /** Who the ads speak for; every ad needs an identity. */
  identity_type: z.enum(identityTypes).default('CUSTOMIZED_USER'),
  identity_id: z.string().min(1).optional(),
  /** The business centre that an identity of type `BC_AUTH_TT` was given to. */
  identity_authorized_bc_id: tiktokId.optional(),
  /** The name that an ad of a `CUSTOMIZED_USER` shows. */
  display_name: z.string().min(1).max(40).optional(),
  /** What counts conversions on the website. */
  pixel_id: z.string().min(1).optional(),
  /** Which of the pixel's events counts. */
  optimization_event: z.enum(pixelEvents).default('SHOPPING'),
  /** TikTok's own id of each country, by ISO code: `{ "CH": "2658434" }`. */
  location_ids: z.record(z.string(), tiktokId).default({}),
  /** brand_awareness: how often one person sees the ads at most, in how many days. */
  frequency: z.int().min(1).max(1_000).default(3),
  frequency_schedule: z.int().min(1).max(30).default(7),
});
export type TiktokSettings = z.infer<typeof settings>;

/** Throws `validation` naming every setting that is wrong. */
export const tiktokSettings = ({ config }: Pick<CampaignSpec, 'config'>): TiktokSettings => {
  const chosen = settings.safeParse(config);
  if (chosen.success) return chosen.data;
  throw invalid('invalid-config', `TikTok settings: ${z.prettifyError(chosen.error)}`);
};
