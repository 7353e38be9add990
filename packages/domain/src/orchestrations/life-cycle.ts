import type { OrchestrationStatus, Platform, WorkflowId } from '@campaigns/contracts';
import { RuleViolation } from '@campaigns/event-sourcing';
import type { ExistingOrchestration, Mapping, Orchestration } from './state.ts';

export type Action =
  | 'plan'
  | 'deploy'
  | 'schedule'
  | 'cancel-schedule'
  | 'update'
  | 'pause'
  | 'resume'
  | 'complete'
  | 'archive'
  | 'sync'
  | 'fetch-performance'
  | 'optimize'
  | 'rotate'
  | 'clean-up'
  | 'change-budget';

/** The one state machine: in which states an action may be asked for. */
export const allowedIn: Readonly<Record<Action, readonly OrchestrationStatus[]>> = {
  plan: ['draft', 'scheduled', 'failed', 'active'],
  deploy: ['draft', 'scheduled', 'failed', 'active'],
  schedule: ['draft', 'scheduled'],
  'cancel-schedule': ['scheduled'],
  update: ['draft', 'scheduled', 'active', 'paused', 'failed'],
  pause: ['active'],
  resume: ['paused', 'active'],
  complete: ['active', 'paused', 'failed'],
  archive: ['draft', 'completed', 'failed'],
  sync: ['active', 'paused', 'failed'],
  // Platforms restate results for weeks after the end.
  'fetch-performance': ['active', 'paused', 'failed', 'completed'],
  optimize: ['active'],
  rotate: ['active'],
  'clean-up': ['active', 'paused', 'failed', 'completed'],
  'change-budget': ['draft', 'scheduled', 'active', 'paused', 'failed'],
};

export const existing = (state: Orchestration): ExistingOrchestration => {
  if (state.status === 'absent') throw new RuleViolation('orchestration-not-found', 'There is no such orchestration');
  return state;
};

export const illegal = (
  state: ExistingOrchestration,
  action: Action,
  why: string,
  about: Readonly<{ platform?: Platform }> = {},
): RuleViolation => new RuleViolation('illegal-transition', why, { status: state.status, action, ...about });

/** Its part of the orchestration. Throws `platform-not-in-orchestration`. */
export const partOf = ({ mappings }: ExistingOrchestration, platform: Platform): Mapping => {
  const mapping = mappings.find((candidate) => candidate.platform === platform);
  if (mapping !== undefined) return mapping;
  throw new RuleViolation('platform-not-in-orchestration', `The orchestration does not span ${platform}`, { platform });
};

/** Throws `illegal-transition` naming the state and the action. */
export const requireAllowed = (state: ExistingOrchestration, action: Action): void => {
  if (state.archivedAt !== null) {
    throw illegal(state, action, `The orchestration is archived, which does not allow: ${action}`);
  }
  if (!allowedIn[action].includes(state.status)) {
    throw illegal(state, action, `The orchestration is ${state.status}, which does not allow: ${action}`);
  }
};

const requireEnded = (workflowId: WorkflowId | null): void => {
  if (workflowId === null) return;
  throw new RuleViolation('workflow-in-progress', 'Another workflow of this orchestration has not ended yet', {
    workflowId,
  });
};

/** Throws `workflow-in-progress` while another run would be in the way. */
export const requireFree = (state: ExistingOrchestration, { ofSync }: Readonly<{ ofSync: boolean }>): void =>
  requireEnded(state.lifecycleRun?.workflowId ?? (ofSync ? state.syncRun : null));

/** Throws `workflow-in-progress` while a sync is under way. */
export const requireNoSync = ({ syncRun }: ExistingOrchestration): void => requireEnded(syncRun);
