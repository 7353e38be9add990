import type {
  Allocation,
  FailurePolicy,
  Money,
  OrchestrationEvent,
  PlatformOutcome,
  SyncTrigger,
  SyncType,
  WorkflowId,
  WorkflowPurpose,
  WorkflowType,
} from '@campaigns/contracts';

export type EventOf<Type extends OrchestrationEvent['type']> = Extract<OrchestrationEvent, { type: Type }>;

type Command<Type extends string, Data> = Readonly<{ type: Type; data: Readonly<Data> }>;

/** `now` is an ISO instant; `workflowId` names the run that the command starts, so that a repeat starts no second one. */
export type DraftOrchestration = Command<'DraftOrchestration', EventOf<'OrchestrationDrafted'>['data']>;
export type RequestDeployment = Command<
  'RequestDeployment',
  {
    workflowId: WorkflowId;
    now: string;
    failurePolicy?: FailurePolicy | undefined;
    /** What may be left out where a platform does not support it, such as `tiktok:targeting.age`. */
    accepted?: readonly string[] | undefined;
  }
>;
export type RequestPause = Command<'RequestPause', { workflowId: WorkflowId; now: string }>;
export type RequestResume = Command<'RequestResume', { workflowId: WorkflowId; now: string }>;
export type RequestCompletion = Command<'RequestCompletion', { workflowId: WorkflowId; now: string }>;
export type RequestSync = Command<
  'RequestSync',
  { workflowId: WorkflowId; syncType: SyncType; trigger: Exclude<SyncTrigger, 'budget'>; now: string }
>;
export type ChangeBudget = Command<
  'ChangeBudget',
  { totalBudget: Money; allocation: readonly Allocation[]; workflowId: WorkflowId; now: string }
>;
/** What a run came to; sent by the orchestrator when the run has ended. */
export type RecordWorkflowEnd = Command<
  'RecordWorkflowEnd',
  {
    workflowId: WorkflowId;
    workflowType: WorkflowType;
    purpose: WorkflowPurpose;
    outcomes: readonly PlatformOutcome[];
    outcome: 'completed' | 'failed' | 'partial';
    reason: string | null;
    now: string;
  }
>;

export type OrchestrationCommand =
  | DraftOrchestration
  | RequestDeployment
  | RequestPause
  | RequestResume
  | RequestCompletion
  | RequestSync
  | ChangeBudget
  | RecordWorkflowEnd;
