import type { OrchestrationEvent, WorkflowView } from '@campaigns/contracts';

const kinds = {
  DeploymentRequested: { workflow_type: 'creation', goal: 'deploy' },
  PauseRequested: { workflow_type: 'deactivation', goal: 'pause' },
  ResumeRequested: { workflow_type: 'activation', goal: 'resume' },
  CompletionRequested: { workflow_type: 'deactivation', goal: 'complete' },
  SyncRequested: { workflow_type: 'sync', goal: 'sync' },
  PlanRequested: { workflow_type: 'creation', goal: 'plan' },
  OptimizationRequested: { workflow_type: 'optimization', goal: 'optimize' },
  RotationRequested: { workflow_type: 'optimization', goal: 'rotate' },
  CleanUpRequested: { workflow_type: 'deactivation', goal: 'clean_up' },
} as const;

type Request = Extract<OrchestrationEvent, { type: keyof typeof kinds }>;

const isRequest = (event: OrchestrationEvent): event is Request => Object.hasOwn(kinds, event.type);

/** The event that asked for a run, if there is one among these. */
export const requestAmong = (events: readonly OrchestrationEvent[]): Request | undefined => events.find(isRequest);

/** The run as its request alone tells it: asked for, not yet begun. */
export const requestedWorkflow = (
  { type, data }: Request,
  requested: Readonly<{ by: string; at: string }>,
): WorkflowView => ({
  workflow_id: data.workflowId,
  orchestration_id: data.orchestrationId,
  ...kinds[type],
  status: 'pending',
  steps: [],
  operations: [],
  current_step: 0,
  total_steps: 0,
  progress: 0,
  execution_log: [],
  rollback_data: { created: [], removed: [], orphans: [] },
  error_message: null,
  recommendation: null,
  requested_by: requested.by,
  requested_at: requested.at,
  started_at: null,
  completed_at: null,
  duration_seconds: null,
});
