import type { AdRef } from '@campaigns/contracts';
import { asItIs, ask, childrenOf, type Definition, type Step } from './definition.ts';

const rotate: Step = {
  name: 'rotate_creatives',
  waves: (run) => {
    const { purpose } = run.started;
    if (purpose.goal !== 'rotate') return [];
    return [
      purpose.rotations.flatMap(({ platform: name, show, rest }) => {
        const platform = run.platforms.find(({ target }) => target.platform === name);
        if (platform === undefined || platform.platformCampaignId === null || platform.adGroup === undefined) return [];
        const { platformCampaignId, adGroup, ads } = platform;
        const { platformAdGroupId } = adGroup;
        const idsOf = (creativeIds: readonly string[]): string[] =>
          ads
            .filter(({ creativeId }: AdRef) => creativeIds.includes(creativeId))
            .map(({ platformAdId }) => platformAdId);
        const place = { platformCampaignId, platformAdGroupId };
        return [
          ask(run, 'rotate_creatives', platform, {
            ...{ kind: 'rotate-ads', ...place, show: idsOf(show), rest: idsOf(rest) },
            ...childrenOf(platform),
          }),
        ];
      }),
    ];
  },
};

/**
 * Each platform for itself. Nothing is put back: what was shown stays so, and what could not rest is told, since a platform
 * with more to show than was meant is better off than one with nothing.
 */
export const rotateCreatives: Definition = {
  workflowType: 'optimization',
  steps: [rotate],
  isStopped: () => false,
  cleanUp: undefined,
  outcomeOf: asItIs,
};
