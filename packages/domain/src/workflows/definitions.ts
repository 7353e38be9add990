import type { WorkflowPurpose } from '@campaigns/contracts';
import { assertNever } from '@campaigns/event-sourcing';
import { cleanUp } from './clean-up.ts';
import type { Definition } from './definition.ts';
import { deployment } from './deploy.ts';
import type { WorkflowEventOf } from './input.ts';
import { activateCampaigns, pauseCampaigns } from './live-status.ts';
import { optimize } from './optimize.ts';
import { planDeployment } from './plan.ts';
import { rotateCreatives } from './rotate.ts';
import { syncCampaigns } from './sync.ts';

/**
 * Recorded with each run. A change that a run under way must not see becomes a version of its own beside the ones before:
 * - 1: campaigns only
 * - 2: a deployment is planned first, and makes ad groups and ads
 * - 3: a run says how it ended, waits for a person where that is asked for, and syncs by policies
 * - 4: an optimization asks how the budget should be split, and goes on when that is answered
 */
export const definitionVersion = 4;

/** What of a run decides how it goes on; recorded when it starts. */
export type Begun = Pick<WorkflowEventOf<'WorkflowStarted'>['data'], 'purpose' | 'definitionVersion' | 'creatives'>;

const deploymentOf = (purpose: Extract<WorkflowPurpose, { goal: 'deploy' }>, begun: Begun): Definition => {
  const { failurePolicy } = purpose;
  if (begun.definitionVersion < 2) return deployment(failurePolicy, 'unplanned campaigns');
  return deployment(failurePolicy, begun.creatives === undefined ? 'campaigns' : 'campaigns and ads');
};

export const definitionOf = (begun: Begun): Definition => {
  const { purpose } = begun;
  switch (purpose.goal) {
    case 'plan':
      return planDeployment;
    case 'deploy':
      return deploymentOf(purpose, begun);
    case 'pause':
    case 'complete':
      return pauseCampaigns;
    case 'resume':
      return activateCampaigns;
    case 'sync':
      return syncCampaigns(purpose);
    case 'optimize':
      return optimize(purpose.apply, begun.definitionVersion < 4 ? 'by itself' : 'when asked');
    case 'rotate':
      return rotateCreatives;
    case 'clean_up':
      return cleanUp;
    default:
      return assertNever(purpose);
  }
};
