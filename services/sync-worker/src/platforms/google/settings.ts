import type { CampaignSpec } from '@campaigns/contracts';
import { z } from 'zod';
import { invalid } from '../platform-error.ts';

const matchTypes = z.enum(['broad', 'phrase', 'exact']);

const keyword = z
  .union([z.string(), z.strictObject({ text: z.string(), match: matchTypes.default('phrase') })])
  .transform((given) => (typeof given === 'string' ? { text: given, match: 'phrase' as const } : given))
  .refine(({ text }) => text.trim() !== '', 'expected a text');

/** The settings that a campaign's configuration may choose on Google; others are left alone. */
const settings = z.object({
  /** Where it runs, instead of what the objective suggests. */
  network: z.enum(['search', 'display', 'demand_gen', 'performance_max']).optional(),
  network_settings: z
    .object({
      target_google_search: z.boolean().default(true),
      target_search_network: z.boolean().default(true),
      target_content_network: z.boolean().default(false),
    })
    .prefault({}),
  /** What people search for when they shall see the ads; without a match they are phrases. */
  keywords: z.array(keyword).max(5_000).default([]),
  /** Whose ads they are; ads with images name it. */
  business_name: z.string().min(1).max(25).optional(),
  /** Google's ids of languages that are not known here, by ISO code: `{ "pl": "1030" }`. */
  language_ids: z.record(z.string(), z.string().regex(/^\d+$/)).default({}),
});
export type GoogleSettings = z.infer<typeof settings>;

/** Throws `validation` naming every setting that is wrong. */
export const googleSettings = ({ config }: Pick<CampaignSpec, 'config'>): GoogleSettings => {
  const chosen = settings.safeParse(config);
  if (chosen.success) return chosen.data;
  throw invalid('invalid-config', `Google settings: ${z.prettifyError(chosen.error)}`);
};
