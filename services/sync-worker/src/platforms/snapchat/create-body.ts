import type { CampaignSpec, Objective } from '@campaigns/contracts';
import { z } from 'zod';
import { flightBudgetMicros } from '../amounts.ts';
import { invalid } from '../platform-error.ts';
import type { AdAccount } from '../platform-port.ts';

/** Several of ours are one of theirs, so an objective is never mapped back. */
const objectives: Readonly<Record<Objective, string>> = {
  brand_awareness: 'AWARENESS_AND_ENGAGEMENT',
  traffic: 'TRAFFIC',
  engagement: 'AWARENESS_AND_ENGAGEMENT',
  video_views: 'AWARENESS_AND_ENGAGEMENT',
  lead_gen: 'LEADS',
  conversions: 'SALES',
  sales: 'SALES',
  app_installs: 'APP_PROMOTION',
};

/** The settings that a campaign's configuration may choose on Snapchat; others are left alone. */
const settings = z.object({
  /** The app that is promoted. */
  measurement_spec: z
    .strictObject({ ios_app_id: z.string().min(1).optional(), android_app_url: z.string().min(1).optional() })
    .refine((spec) => Object.keys(spec).length > 0, 'expected ios_app_id or android_app_url')
    .optional(),
});

const chosenSettings = ({ config, objective }: CampaignSpec): z.infer<typeof settings> => {
  const chosen = settings.safeParse(config);
  if (!chosen.success) throw invalid('invalid-config', `Snapchat settings: ${z.prettifyError(chosen.error)}`);
  if (objective === 'app_installs' && chosen.data.measurement_spec === undefined) {
    throw invalid(
      'objective-not-supported',
      'app_installs on Snapchat needs an app to promote: give measurement_spec with ios_app_id or android_app_url',
    );
  }
  return chosen.data;
};

/**
 * The body of `POST /adaccounts/{id}/campaigns`: paused, with the whole budget for the whole flight, in micros of the
 * account's currency. A start is required, a past one too. Of the two fields for the objective only the newer is sent.
 */
export const snapchatCreateBody = (
  spec: CampaignSpec,
  name: string,
  account: AdAccount,
): Readonly<Record<string, unknown>> => ({
  campaigns: [
    {
      name,
      ad_account_id: account.adAccountId,
      status: 'PAUSED',
      start_time: new Date(spec.flight.startAt).toISOString(),
      end_time: new Date(spec.flight.endAt).toISOString(),
      lifetime_spend_cap_micro: flightBudgetMicros(spec.budget, account.currency),
      objective_v2_properties: { objective_v2_type: objectives[spec.objective] },
      ...chosenSettings(spec),
    },
  ],
});
