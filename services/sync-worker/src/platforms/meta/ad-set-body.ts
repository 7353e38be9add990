import { zonedIso } from '../calendar.ts';
import { planned } from '../plan.ts';
import { invalid } from '../platform-error.ts';
import type { AdAccount, NewAdGroup } from '../platform-port.ts';
import { startTime } from './create-body.ts';
import { metaGoal } from './goals.ts';
import { metaSettings } from './settings.ts';
import { metaTargeting } from './targeting.ts';

/**
 * The body of `POST /act_{id}/adsets`: paused, without a budget and a bid strategy, which the campaign has. Throws
 * `validation` when the audience would be another one than was asked for, or accepted.
 */
export const metaAdSetBody = (
  { platformCampaignId, spec, name, now }: NewAdGroup,
  account: AdAccount,
): Readonly<Record<string, unknown>> => {
  const goal = metaGoal(spec);
  const targeting = metaTargeting(spec);
  planned([...goal.lines, ...targeting.lines], spec);
  // What an ad set cannot be without does not come by accepting that it is missing.
  const missing = [...goal.lines, ...targeting.lines].find(
    ({ name: part, verdict }) => verdict === 'unsupported' && ['objective', 'targeting.countries'].includes(part),
  );
  if (missing !== undefined) throw invalid('unsupported', `${missing.name}: ${missing.reason}`);
  const { dsa_beneficiary: beneficiary, dsa_payor: payor } = metaSettings(spec);
  return {
    name,
    campaign_id: platformCampaignId,
    status: 'PAUSED',
    ...goal.json,
    targeting: targeting.json,
    ...startTime(spec.flight, account, now),
    end_time: zonedIso(account.timeZone, new Date(spec.flight.endAt)),
    ...(beneficiary === undefined ? {} : { dsa_beneficiary: beneficiary }),
    ...(payor === undefined ? {} : { dsa_payor: payor }),
  };
};
