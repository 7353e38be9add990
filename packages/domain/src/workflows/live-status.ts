import type { WorkflowType } from '@campaigns/contracts';
import { asItIs, askEach, childrenOf, type Definition, healthy, type Step } from './definition.ts';

const pause: Step = {
  name: 'pause_campaigns',
  waves: (run) => [
    askEach(run, 'pause_campaigns', healthy(run), (platformCampaignId, platform) => ({
      kind: 'pause-campaign',
      platformCampaignId,
      ...childrenOf(platform),
    })),
  ],
};

const activate: Step = {
  name: 'activate_campaigns',
  waves: (run) => [
    askEach(run, 'activate_campaigns', healthy(run), (platformCampaignId, platform) => ({
      kind: 'activate-campaign',
      platformCampaignId,
      ...childrenOf(platform),
    })),
  ],
};

/** One step over all platforms; each comes out as it really is. */
const oneStep = (workflowType: WorkflowType, step: Step): Definition => ({
  workflowType,
  steps: [step],
  isStopped: () => false,
  cleanUp: undefined,
  outcomeOf: asItIs,
});

export const pauseCampaigns = oneStep('deactivation', pause);
export const activateCampaigns = oneStep('activation', activate);
