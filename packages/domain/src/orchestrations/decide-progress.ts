import type { OrchestrationEvent } from '@campaigns/contracts';
import type { RecordProgress } from './commands.ts';
import type { Orchestration } from './state.ts';

/** Campaigns that a run has started are known, and so watched, before it has ended; all else is told at its end. */
export const recordProgress = (
  { data: { workflowId, outcomes, now } }: RecordProgress,
  state: Orchestration,
): readonly OrchestrationEvent[] => {
  if (state.status === 'absent' || state.lifecycleRun?.workflowId !== workflowId) return [];
  const { orchestrationId, mappings, lifecycleRun } = state;
  if (lifecycleRun.goal !== 'deploy' && lifecycleRun.goal !== 'resume') return [];
  const started = outcomes.filter(
    ({ mappingId, status, platformCampaignId }) =>
      status === 'active' &&
      platformCampaignId !== null &&
      mappings.some((mapping) => mapping.mappingId === mappingId && mapping.status !== 'active'),
  );
  if (started.length === 0) return [];
  const known = started.map(({ mappingId, platform, platformCampaignId, tag, adGroup, ads = [], plan }) => ({
    type: 'PlatformCampaignStatusChanged' as const,
    data: {
      ...{ orchestrationId, mappingId, platform, workflowId, status: 'active' as const },
      ...{ platformCampaignId, tag, error: null },
      ...(adGroup === undefined ? {} : { adGroup, ads }),
      ...(plan === undefined ? {} : { plan }),
    },
  }));
  if (state.status === 'active') return known;
  return [...known, { type: 'OrchestrationActivated', data: { orchestrationId, workflowId, at: now } }];
};
