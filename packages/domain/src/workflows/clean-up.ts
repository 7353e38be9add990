import { asItIs, askEach, type Definition, errorOf, pauseTask, type Step } from './definition.ts';

/** Nothing spends any more before anything is removed. */
const removeLeftOvers: Step = {
  name: 'clean_up',
  waves: (run) => [
    askEach(
      run,
      'clean_up',
      run.platforms.filter(({ status }) => status === 'active'),
      pauseTask,
    ),
    askEach(run, 'clean_up', run.platforms, (platformCampaignId) => ({ kind: 'remove-campaign', platformCampaignId })),
  ],
};

/** Removes what deployments have left behind; each platform for itself. */
export const cleanUp: Definition = {
  workflowType: 'deactivation',
  steps: [removeLeftOvers],
  isStopped: () => false,
  cleanUp: undefined,
  outcomeOf: (run, platform) => {
    const outcome = asItIs(run, platform);
    if (errorOf(run, platform) === null) return outcome;
    // What is still there stays a left-over, so that it can be cleaned up again; one that may spend can be paused.
    return { ...outcome, status: platform.status === 'active' ? 'active' : 'failed' };
  },
};
