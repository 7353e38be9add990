import type { AdPort } from '../platform-port.ts';
import { twitterConfig } from './campaign-config.ts';
import { creativeLines } from './creative.ts';
import { goalOf } from './goals.ts';
import { audienceOf } from './targeting.ts';

/** Objective and audience lie on the line item, which a campaign without ads does not get. */
export const twitterPlan: AdPort['plan'] = (spec, creatives) => {
  const { lines } = goalOf(spec, twitterConfig(spec));
  if (creatives.length === 0) return lines.filter(() => spec.objective === 'app_installs');
  return [...lines, ...audienceOf(spec).lines, ...creatives.flatMap((creative) => creativeLines(spec, creative))];
};
