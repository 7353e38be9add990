import type { CampaignSpec } from '@campaigns/contracts';
import { z } from 'zod';
import { invalid } from '../platform-error.ts';

const base36 = z.string().regex(/^[0-9a-z]+$/, 'expected a base-36 id');
/** Of users and posts. In quotes: they are longer than a number holds exactly. */
export const longId = z.string().regex(/^\d+$/, 'expected an id of digits in quotes');

/** The settings that a campaign's configuration may choose on X; others are left alone. */
const config = z.object({
  /** What pays; else the account's first that can. */
  funding_instrument_id: base36.optional(),
  /** The X user whose posts the ads are: the account's own (promotable with type FULL). */
  as_user_id: longId.optional(),
  /** What counts conversions on the website; ads that are paid for conversions need it. */
  primary_web_event_tag: base36.optional(),
});
export type TwitterConfig = z.infer<typeof config>;

/** Throws `validation` naming every setting that is wrong. */
export const twitterConfig = ({ config: given }: Pick<CampaignSpec, 'config'>): TwitterConfig => {
  const chosen = config.safeParse(given);
  if (chosen.success) return chosen.data;
  throw invalid('invalid-config', `X settings: ${z.prettifyError(chosen.error)}`);
};
