import type { OperationEvent, OrchestrationEvent, RecommendationProposed, WorkflowEvent } from '@campaigns/contracts';

export type WorkflowEventOf<Type extends WorkflowEvent['type']> = Extract<WorkflowEvent, { type: Type }>;

const requestTypes = [
  'PlanRequested',
  'DeploymentRequested',
  'PauseRequested',
  'ResumeRequested',
  'CompletionRequested',
  'SyncRequested',
  'OptimizationRequested',
  'RotationRequested',
  'CleanUpRequested',
] as const;
const outcomeTypes = ['OperationSucceeded', 'OperationFailed'] as const;

export type WorkflowRequest = Extract<OrchestrationEvent, { type: (typeof requestTypes)[number] }>;
export type OperationOutcome = Extract<OperationEvent, { type: (typeof outcomeTypes)[number] }>;

/** What a run reacts to; `at` is when it occurred, an ISO instant: the run takes every time from there. */
export type WorkflowInput = (WorkflowRequest | OperationOutcome | RecommendationProposed) & Readonly<{ at: string }>;

/** Event types that start a run. */
export const workflowRequestTypes: readonly string[] = requestTypes;
/** The answer to what a run wanted to have analysed. */
export const analysisAnswerTypes: readonly string[] = ['RecommendationProposed'];
/** Event types that a run waits for. */
export const operationOutcomeTypes: readonly string[] = outcomeTypes;
