import type { PlanLine } from '@campaigns/contracts';
import { approximated, exact } from '../plan.ts';
import type { AdPort } from '../platform-port.ts';
import { creativeLines } from './creative.ts';
import { linkedinGoal } from './goals.ts';
import { type LinkedinSettings, linkedinSettings } from './settings.ts';
import { audiencePlan } from './targeting.ts';

const conversionLine = ({ conversion_ids: given }: LinkedinSettings): PlanLine =>
  given === undefined
    ? approximated(
        'campaign',
        'objective',
        'every conversion rule of the ad account counts: name some in conversion_ids',
      )
    : exact('campaign', 'objective');

/** A LinkedIn campaign carries the audience itself, so its lines are there without creatives too. */
export const linkedinPlan: AdPort['plan'] = (spec, creatives) => {
  const settings = linkedinSettings(spec);
  const { objectiveType } = linkedinGoal(spec.objective);
  const countsConversions = objectiveType === 'WEBSITE_CONVERSION' && creatives.length > 0;
  return [
    ...(countsConversions ? [conversionLine(settings)] : []),
    ...audiencePlan(spec, settings.locale),
    ...creatives.flatMap((creative) => creativeLines(spec, creative)),
  ];
};
