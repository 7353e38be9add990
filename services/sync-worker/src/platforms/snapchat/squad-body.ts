import { flightBudgetMicros } from '../amounts.ts';
import { planned } from '../plan.ts';
import type { AdAccount, NewAdGroup } from '../platform-port.ts';
import { goalOf } from './goals.ts';
import { snapchatSettings } from './settings.ts';
import { audienceOf } from './targeting.ts';

/**
 * The body of `POST /campaigns/{id}/adsquads`: paused, with the whole budget for the whole flight as well, since only
 * campaigns with Smart Budget carry their squads' budgets. Throws `validation`.
 */
export const squadBody = (
  { platformCampaignId, spec, name }: NewAdGroup,
  { currency }: AdAccount,
): Readonly<Record<string, unknown>> => {
  const goal = goalOf(spec, snapchatSettings(spec));
  const audience = audienceOf(spec);
  planned([...goal.lines, ...audience.lines], spec);
  return {
    adsquads: [
      {
        campaign_id: platformCampaignId,
        name,
        type: 'SNAP_ADS',
        status: 'PAUSED',
        ...goal.fields,
        billing_event: 'IMPRESSION',
        bid_strategy: 'AUTO_BID',
        lifetime_budget_micro: flightBudgetMicros(spec.budget, currency),
        ...audience.fields,
        start_time: new Date(spec.flight.startAt).toISOString(),
        end_time: new Date(spec.flight.endAt).toISOString(),
      },
    ],
  };
};
