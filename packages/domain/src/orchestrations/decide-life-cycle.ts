import type { OrchestrationEvent } from '@campaigns/contracts';
import { RuleViolation } from '@campaigns/event-sourcing';
import type { RequestCompletion, RequestDeployment, RequestPause, RequestResume } from './commands.ts';
import { existing, illegal, requireAllowed, requireFree } from './life-cycle.ts';
import { type ExistingOrchestration, isLive, type Mapping, type Orchestration } from './state.ts';
import { creativesOf, flightAt, isAfter, workflowRequest } from './targets.ts';

const checkCreatives = (state: ExistingOrchestration, { platform }: Mapping): void => {
  const requirement = state.creativeRequirements[platform];
  if (requirement === undefined) return;
  const fitting = state.creatives.filter(
    ({ platforms, format }) =>
      (platforms?.includes(platform) ?? true) && (requirement.formats?.includes(format) ?? true),
  );
  if (fitting.length < requirement.min_creatives) {
    const message = `${platform} needs ${requirement.min_creatives} fitting creatives and has ${fitting.length}`;
    throw new RuleViolation('creative-requirements-unmet', message, {
      platform,
      needed: requirement.min_creatives,
      found: fitting.length,
    });
  }
};

/**
 * From draft and failed: every platform. From active: those that did not come up the first time. A campaign that an
 * earlier deployment left behind travels along as the target's `platformCampaignId`, so that no second one is made.
 */
export const requestDeployment = (
  { data }: RequestDeployment,
  before: Orchestration,
): readonly OrchestrationEvent[] => {
  const state = existing(before);
  if (state.lifecycleRun?.workflowId === data.workflowId) return [];
  requireAllowed(state, 'deploy');
  requireFree(state, { ofSync: true });
  const undeployed = state.mappings.filter((mapping) => !isLive(mapping));
  if (undeployed.length === 0)
    throw illegal(state, 'deploy', 'Every platform of the orchestration is deployed already');
  for (const mapping of undeployed) checkCreatives(state, mapping);
  const request = workflowRequest(state, data.workflowId, flightAt(state, data.now), undeployed);
  const failurePolicy = data.failurePolicy ?? state.failurePolicy;
  const creatives = creativesOf(state);
  const accepted = data.accepted ?? [];
  return [
    {
      type: 'DeploymentRequested',
      data: {
        ...request,
        failurePolicy,
        ...(creatives.length === 0 ? {} : { creatives: [...creatives] }),
        ...(accepted.length === 0 ? {} : { accepted: [...accepted] }),
      },
    },
  ];
};

const withStatus = (state: ExistingOrchestration, status: Mapping['status']): readonly Mapping[] =>
  state.mappings.filter((mapping) => mapping.status === status && isLive(mapping));

export const requestPause = ({ data }: RequestPause, before: Orchestration): readonly OrchestrationEvent[] => {
  const state = existing(before);
  if (state.lifecycleRun?.workflowId === data.workflowId) return [];
  requireAllowed(state, 'pause');
  // A sync may run beside it: a sync never activates.
  requireFree(state, { ofSync: false });
  const active = withStatus(state, 'active');
  if (active.length === 0 || state.flight === null) throw illegal(state, 'pause', 'No campaign is active');
  return [{ type: 'PauseRequested', data: workflowRequest(state, data.workflowId, state.flight, active) }];
};

export const requestResume = ({ data }: RequestResume, before: Orchestration): readonly OrchestrationEvent[] => {
  const state = existing(before);
  if (state.lifecycleRun?.workflowId === data.workflowId) return [];
  requireAllowed(state, 'resume');
  // A settings sync that saw "paused" would pause again what this activates.
  requireFree(state, { ofSync: true });
  const paused = withStatus(state, 'paused');
  if (paused.length === 0 || state.flight === null) throw illegal(state, 'resume', 'No campaign is paused');
  if (!isAfter(state.flight.endAt, data.now)) {
    throw new RuleViolation('flight-over', 'The flight has ended', { endAt: state.flight.endAt });
  }
  return [{ type: 'ResumeRequested', data: workflowRequest(state, data.workflowId, state.flight, paused) }];
};

/** With nothing live there is nothing to stop: the orchestration is completed at once. */
export const requestCompletion = (
  { data }: RequestCompletion,
  before: Orchestration,
): readonly OrchestrationEvent[] => {
  const state = existing(before);
  if (state.lifecycleRun?.workflowId === data.workflowId) return [];
  requireAllowed(state, 'complete');
  requireFree(state, { ofSync: false });
  const active = withStatus(state, 'active');
  if (active.length === 0 || state.flight === null) {
    const { orchestrationId } = state;
    return [{ type: 'OrchestrationCompleted', data: { orchestrationId, workflowId: null, at: data.now } }];
  }
  return [{ type: 'CompletionRequested', data: workflowRequest(state, data.workflowId, state.flight, active) }];
};
