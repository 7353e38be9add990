import type { CampaignSpec, Objective } from '@campaigns/contracts';
import { flightBudgetMicros } from '../amounts.ts';
import { invalid } from '../platform-error.ts';
import type { AdAccount } from '../platform-port.ts';
import { type SnapchatSettings, snapchatSettings } from './settings.ts';

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

const appOf = (spec: CampaignSpec): Pick<SnapchatSettings, 'measurement_spec'> => {
  const { measurement_spec: app } = snapchatSettings(spec);
  if (app !== undefined) return { measurement_spec: app };
  if (spec.objective !== 'app_installs') return {};
  throw invalid(
    'objective-not-supported',
    'app_installs on Snapchat needs an app to promote: give measurement_spec with ios_app_id or android_app_url',
  );
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
      ...appOf(spec),
    },
  ],
});
