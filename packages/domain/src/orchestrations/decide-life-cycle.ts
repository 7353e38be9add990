import type { Flight, OrchestrationEvent, Platform, WorkflowId } from '@campaigns/contracts';
import { derivedId, RuleViolation } from '@campaigns/event-sourcing';
import type { EndFlight, RecordWorkflowEnd, RequestCompletion, RequestPause, RequestResume } from './commands.ts';
import { existing, illegal, partOf, requireAllowed, requireFree } from './life-cycle.ts';
import { type ExistingOrchestration, isLive, type Mapping, type Orchestration } from './state.ts';
import { isAfter, workflowRequest } from './targets.ts';

const withStatus = (state: ExistingOrchestration, status: Mapping['status']): readonly Mapping[] =>
  state.mappings.filter((mapping) => mapping.status === status && isLive(mapping));

/** Those that are named, or all that can be switched. Throws `illegal-transition` where there is none, or one cannot be. */
const toSwitch = (
  state: ExistingOrchestration,
  action: 'pause' | 'resume',
  from: 'active' | 'paused',
  platforms: readonly Platform[] | undefined,
): readonly Mapping[] => {
  const able = withStatus(state, from);
  const named = platforms?.map((platform) => partOf(state, platform));
  const unable = named?.find((mapping) => !able.includes(mapping));
  if (unable !== undefined) {
    const { platform } = unable;
    throw illegal(state, action, `The campaign on ${platform} is not ${from}`, { platform });
  }
  const chosen = named === undefined ? able : able.filter((mapping) => named.includes(mapping));
  if (chosen.length === 0) throw illegal(state, action, `No campaign is ${from}`);
  return chosen;
};

/** There is one from the first deployment on, so wherever there is a campaign. */
const flightOf = ({ flight }: ExistingOrchestration): Flight => {
  if (flight === null) throw new TypeError('A campaign is live that was never deployed');
  return flight;
};

const askedBy = ({ ruleId }: RequestPause['data']) => (ruleId === undefined ? {} : { ruleId });

export const requestPause = ({ data }: RequestPause, before: Orchestration): readonly OrchestrationEvent[] => {
  const state = existing(before);
  if (state.lifecycleRun?.workflowId === data.workflowId) return [];
  requireAllowed(state, 'pause');
  // A sync may run beside it: a sync never activates.
  requireFree(state, { ofSync: false });
  const active = toSwitch(state, 'pause', 'active', data.platforms);
  const request = workflowRequest(state, data.workflowId, flightOf(state), active);
  const cause = data.ruleId === undefined ? {} : ({ cause: 'rule' } as const);
  return [{ type: 'PauseRequested', data: { ...request, ...cause, ...askedBy(data) } }];
};

export const requestResume = ({ data }: RequestResume, before: Orchestration): readonly OrchestrationEvent[] => {
  const state = existing(before);
  if (state.lifecycleRun?.workflowId === data.workflowId) return [];
  requireAllowed(state, 'resume');
  // A settings sync that saw "paused" would pause again what this activates.
  requireFree(state, { ofSync: true });
  const paused = toSwitch(state, 'resume', 'paused', data.platforms);
  const flight = flightOf(state);
  if (state.spentCapMicros !== null) {
    throw new RuleViolation('budget-spent', 'The whole budget is spent', { capMicros: state.spentCapMicros });
  }
  if (!isAfter(flight.endAt, data.now)) {
    throw new RuleViolation('flight-over', 'The flight has ended', { endAt: flight.endAt });
  }
  const request = workflowRequest(state, data.workflowId, flight, paused);
  return [{ type: 'ResumeRequested', data: { ...request, ...askedBy(data) } }];
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

/** The pause that waits, once nothing of the life cycle is under way. */
export const requestDuePause = (state: Orchestration): readonly OrchestrationEvent[] => {
  if (state.status !== 'active' || state.pendingPause === null || state.lifecycleRun !== null) return [];
  const active = withStatus(state, 'active');
  if (active.length === 0 || state.flight === null) return [];
  const request = workflowRequest(state, state.pendingPause, state.flight, active);
  return [{ type: 'PauseRequested', data: { ...request, cause: 'budget' } }];
};

/** A pause that was cancelled does not let spend what has nothing left: it is asked for again. */
export const pauseSpent = (
  state: Orchestration,
  { workflowId, ending }: RecordWorkflowEnd['data'],
): readonly OrchestrationEvent[] => {
  if (state.status === 'absent' || state.spentCapMicros === null || ending !== 'cancelled') return [];
  return requestDuePause({ ...state, pendingPause: derivedId(workflowId, 'pause-spent') as WorkflowId });
};

/** Throws `workflow-in-progress` while a run is in the way: whoever waits for the end tells it again. */
export const endFlight = ({ data }: EndFlight, before: Orchestration): readonly OrchestrationEvent[] => {
  const { endAt, workflowId, now } = data;
  if (before.status !== 'active' && before.status !== 'paused') return [];
  if (before.flight === null || isAfter(before.flight.endAt, now) || isAfter(before.flight.endAt, endAt)) return [];
  return requestCompletion({ type: 'RequestCompletion', data: { workflowId, now } }, before);
};
