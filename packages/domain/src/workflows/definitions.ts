import type { WorkflowPurpose } from '@campaigns/contracts';
import { assertNever } from '@campaigns/event-sourcing';
import type { Definition } from './definition.ts';
import { deployOrRollBack, deployWhatWorks } from './deploy.ts';
import { activateCampaigns, pauseCampaigns } from './live-status.ts';
import { syncCampaigns } from './sync.ts';

/** Recorded with each run. A change that a run under way must not see becomes a version of its own beside this one. */
export const definitionVersion = 1;

export const definitionOf = (purpose: WorkflowPurpose): Definition => {
  switch (purpose.goal) {
    case 'deploy':
      return purpose.failurePolicy === 'rollback' ? deployOrRollBack : deployWhatWorks;
    case 'pause':
    case 'complete':
      return pauseCampaigns;
    case 'resume':
      return activateCampaigns;
    case 'sync':
      return syncCampaigns(purpose.syncType);
    default:
      return assertNever(purpose);
  }
};
