import { type CampaignSpec, microsOf } from '@campaigns/contracts';
import { z } from 'zod';
import { invalid } from '../platform-error.ts';

const linkedinId = (kind: string) =>
  z
    .union([z.string(), z.int().positive()])
    .transform(String)
    .pipe(z.string().regex(new RegExp(`^(urn:li:${kind}:)?\\d+$`)));

const conversionId = z
  .union([z.string(), z.int().positive()])
  .transform(String)
  .pipe(z.string().regex(/^(urn:lla:llaPartnerConversion:)?\d+$/));

/** The settings that a campaign's configuration may choose on LinkedIn; others are left alone. */
const settings = z.object({
  /** Else the account's first active group. */
  campaign_group_id: linkedinId('sponsoredCampaignGroup').optional(),
  /** Whose page the ads speak for; else the organisation that the ad account belongs to. */
  organization_id: linkedinId('organization').optional(),
  /** The language of the ads as LinkedIn's members set it, e.g. `en_US`. */
  locale: z
    .string()
    .regex(/^[a-z]{2}_[A-Z]{2}$/)
    .optional(),
  /** What counts as a conversion; else every rule of the ad account that is in use. */
  conversion_ids: z.array(conversionId).min(1).optional(),
  political_intent: z.enum(['POLITICAL', 'NOT_POLITICAL', 'NOT_DECLARED']).default('NOT_POLITICAL'),
  /** Whether the ads may also run outside LinkedIn, on its Audience Network. */
  offsite_delivery: z.boolean().default(false),
  /** A bid by hand, in currency units; without it LinkedIn bids by itself. */
  bid: z.strictObject({ cost_type: z.enum(['CPM', 'CPC', 'CPV']), amount: z.number().positive() }).optional(),
});
export type LinkedinSettings = z.infer<typeof settings>;

/** Throws `validation` naming every setting that is wrong. */
export const linkedinSettings = ({ config }: Pick<CampaignSpec, 'config'>): LinkedinSettings => {
  const chosen = settings.safeParse(config);
  if (chosen.success) return chosen.data;
  throw invalid('invalid-config', `LinkedIn settings: ${z.prettifyError(chosen.error)}`);
};

export const bidMicros = ({ amount }: NonNullable<LinkedinSettings['bid']>, currency: string): number => {
  const micros = microsOf(amount, currency);
  if (micros !== undefined) return micros;
  throw invalid('invalid-config', `LinkedIn settings: bid.amount ${amount} has more decimals than ${currency}`);
};
