import type { OrchestrationEvent } from '@campaigns/contracts';
import { RuleViolation } from '@campaigns/event-sourcing';
import type { RequestCleanUp } from './commands.ts';
import { existing, requireAllowed, requireFree } from './life-cycle.ts';
import { type ExistingOrchestration, isLive, type Mapping, type Orchestration } from './state.ts';
import { workflowRequest } from './targets.ts';

/** Of an orchestration that failed all that is there, else what did not come up. */
const leftBehind = (state: ExistingOrchestration): readonly Mapping[] =>
  state.mappings.filter(
    (mapping) => mapping.platformCampaignId !== null && (state.status === 'failed' || !isLive(mapping)),
  );

export const requestCleanUp = ({ data }: RequestCleanUp, before: Orchestration): readonly OrchestrationEvent[] => {
  const state = existing(before);
  if (state.lifecycleRun?.workflowId === data.workflowId) return [];
  requireAllowed(state, 'clean-up');
  requireFree(state, { ofSync: true });
  const left = leftBehind(state);
  if (left.length === 0 || state.flight === null) {
    throw new RuleViolation('nothing-to-clean-up', 'No deployment has left a campaign behind');
  }
  return [{ type: 'CleanUpRequested', data: workflowRequest(state, data.workflowId, state.flight, left) }];
};
