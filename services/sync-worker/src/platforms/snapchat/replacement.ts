import { z } from 'zod';
import type { CampaignChange } from '../platform-port.ts';

/** Loose: what we do not know has to be written back as well. */
export const snapchatCampaign = z.looseObject({
  id: z.string(),
  name: z.string(),
  status: z.string(),
  lifetime_spend_cap_micro: z.int().optional(),
  objective_v2_properties: z.looseObject({ objective_v2_type: z.string() }).optional(),
});
export type SnapchatCampaign = z.infer<typeof snapchatCampaign>;

/** Snapchat's own. `objective` is the older field for what `objective_v2_properties` says, and refused when it is sent. */
const isDerived = (field: string): boolean =>
  ['objective', 'delivery_status', 'creation_state'].includes(field) || /^(created|updated|last_updated)_/.test(field);

/**
 * The body of `PUT /adaccounts/{id}/campaigns`, which replaces the whole campaign: a field that is left out is lost. So
 * it is the campaign as it was just read, with what changes.
 */
export const replacementBody = (
  campaign: SnapchatCampaign,
  { name, budgetMicros, status }: CampaignChange & Readonly<{ status?: 'ACTIVE' | 'PAUSED' }>,
): Readonly<Record<string, unknown>> => ({
  campaigns: [
    {
      ...Object.fromEntries(Object.entries(campaign).filter(([field]) => !isDerived(field))),
      ...(name === undefined ? {} : { name }),
      ...(budgetMicros === undefined ? {} : { lifetime_spend_cap_micro: budgetMicros }),
      ...(status === undefined ? {} : { status }),
    },
  ],
});
