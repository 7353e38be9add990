import type { CampaignSpec } from '@campaigns/contracts';
import { z } from 'zod';
import { invalid } from '../platform-error.ts';

/** The settings that a campaign's configuration may choose on Snapchat; others are left alone. */
const settings = z.object({
  /** The app that is promoted. */
  measurement_spec: z
    .strictObject({ ios_app_id: z.string().min(1).optional(), android_app_url: z.string().min(1).optional() })
    .refine((spec) => Object.keys(spec).length > 0, 'expected ios_app_id or android_app_url')
    .optional(),
  /** What counts conversions; ads that are paid for conversions need it. */
  pixel_id: z.string().min(1).optional(),
  /** The public profile that the ads speak for. */
  profile_id: z.string().min(1).optional(),
  brand_name: z.string().min(1).max(32).optional(),
});
export type SnapchatSettings = z.infer<typeof settings>;

/** Throws `validation` naming every setting that is wrong. */
export const snapchatSettings = ({ config }: Pick<CampaignSpec, 'config'>): SnapchatSettings => {
  const chosen = settings.safeParse(config);
  if (chosen.success) return chosen.data;
  throw invalid('invalid-config', `Snapchat settings: ${z.prettifyError(chosen.error)}`);
};
