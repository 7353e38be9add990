import type { CampaignSpec } from '@campaigns/contracts';
import { z } from 'zod';
import { invalid } from '../platform-error.ts';

/** Ids have more digits than a number can hold exactly, so they are texts. */
const metaId = z.string().regex(/^\d+$/, 'expected an id of digits, as a text');

/** The settings that a campaign's configuration may choose on Meta; others are left alone. */
const settings = z.object({
  special_ad_categories: z.array(z.string()).default([]),
  bid_strategy: z.enum(['LOWEST_COST_WITHOUT_CAP']).default('LOWEST_COST_WITHOUT_CAP'),
  /** The page that the ads speak for; every ad needs one. */
  page_id: metaId.optional(),
  /** The Instagram account that they speak for there. */
  instagram_user_id: metaId.optional(),
  /** What counts conversions; ads that are paid for conversions need it. */
  pixel_id: metaId.optional(),
  /** Which of the pixel's events counts, such as `ADD_TO_CART`; else a purchase, or a lead. */
  conversion_event: z
    .string()
    .regex(/^[A-Z_]+$/)
    .optional(),
  /** Who profits from the ads and who pays for them, as names; the European Union wants both to be said. */
  dsa_beneficiary: z.string().min(1).optional(),
  dsa_payor: z.string().min(1).optional(),
  /** Meta's own number of each language, by ISO 639-1 code: `{ "de": 5 }`. */
  locales: z.record(z.string(), z.int().positive()).default({}),
});
export type MetaSettings = z.infer<typeof settings>;

/** Throws `validation` naming every setting that is wrong. */
export const metaSettings = ({ config }: Pick<CampaignSpec, 'config'>): MetaSettings => {
  const chosen = settings.safeParse(config);
  if (chosen.success) return chosen.data;
  throw invalid('invalid-config', `Meta settings: ${z.prettifyError(chosen.error)}`);
};
