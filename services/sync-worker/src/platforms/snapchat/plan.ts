import type { AdCreative, CampaignSpec, PlanLine } from '@campaigns/contracts';
import { unsupported } from '../plan.ts';
import type { AdPort } from '../platform-port.ts';
import { creativeLines, mediaOf } from './creative.ts';
import { goalOf } from './goals.ts';
import { snapchatSettings } from './settings.ts';
import { audienceOf } from './targeting.ts';

/** The first ad decides of which type all ads of a squad are: those that lead somewhere, or those that do not. */
const adLines = (spec: CampaignSpec, creatives: readonly AdCreative[]): readonly PlanLine[] => {
  const ours = creatives.filter((creative) => mediaOf(creative).creative_id === undefined);
  const first = ours.find((creative) => creativeLines(spec, creative)[0]?.verdict === 'exact');
  const isOther = (creative: AdCreative): boolean =>
    first !== undefined && ours.includes(creative) && (creative.url === undefined) !== (first.url === undefined);
  return creatives.flatMap((creative) => {
    if (!isOther(creative)) return creativeLines(spec, creative);
    const [has, hasNot] = creative.url === undefined ? ['no url', 'one'] : ['a url', 'none'];
    const reason = `has ${has} and ${first?.name} has ${hasNot}: all ads of an ad squad are of one type`;
    return [unsupported('ad', `creatives.${creative.name}`, reason)];
  });
};

export const snapchatPlan: AdPort['plan'] = (spec, creatives) => {
  if (creatives.length === 0) return [];
  return [...goalOf(spec, snapchatSettings(spec)).lines, ...audienceOf(spec).lines, ...adLines(spec, creatives)];
};
