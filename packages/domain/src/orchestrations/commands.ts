import type {
  Allocation,
  BudgetLimit,
  CreditedBy,
  FailurePolicy,
  Money,
  OrchestrationEvent,
  Platform,
  PlatformOutcome,
  Recommendation,
  Rotation,
  RuleId,
  Schedule,
  SyncDirection,
  SyncSettings,
  SyncTrigger,
  SyncType,
  WorkflowId,
  WorkflowPurpose,
  WorkflowStatus,
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
    /** Of the plan that was looked at: refused when a deployment would not be that any more. */
    planHash?: string | undefined;
  }
>;
export type RequestPlan = Command<
  'RequestPlan',
  {
    workflowId: WorkflowId;
    now: string;
    failurePolicy?: FailurePolicy | undefined;
    accepted?: readonly string[] | undefined;
  }
>;
/** `platforms`: only there; default: wherever a campaign is active, or paused. `ruleId`: the rule that asks. */
type Switch = Readonly<{
  workflowId: WorkflowId;
  now: string;
  platforms?: readonly Platform[] | undefined;
  ruleId?: RuleId | undefined;
}>;
export type RequestPause = Command<'RequestPause', Switch>;
export type RequestResume = Command<'RequestResume', Switch>;
export type RequestCompletion = Command<'RequestCompletion', { workflowId: WorkflowId; now: string }>;
export type RequestSync = Command<
  'RequestSync',
  {
    workflowId: WorkflowId;
    syncType: SyncType;
    trigger: Exclude<SyncTrigger, 'budget'>;
    now: string;
    /** Default: what the type does by itself. */
    direction?: SyncDirection | undefined;
  }
>;
/** `sinceDays`: how far back results count. */
export type RequestOptimization = Command<
  'RequestOptimization',
  {
    workflowId: WorkflowId;
    now: string;
    apply: boolean;
    mostChangePercent: number;
    sinceDays: number;
    /** Default: what platforms report. */
    creditedBy?: CreditedBy | undefined;
  }
>;
/** Which creatives are shown and which rest, by platform; what is not named stays as it is. */
export type RequestRotation = Command<
  'RequestRotation',
  { workflowId: WorkflowId; now: string; rotations: readonly Rotation[]; ruleId?: RuleId | undefined }
>;
export type RequestCleanUp = Command<'RequestCleanUp', { workflowId: WorkflowId; now: string }>;
export type ScheduleOrchestration = Command<'ScheduleOrchestration', { schedule: Schedule; now: string }>;
export type CancelSchedule = Command<'CancelSchedule', { now: string }>;
/** Sent when a scheduled start has come: `startAt` is the start that was waited for. */
export type StartOnSchedule = Command<'StartOnSchedule', { startAt: string; workflowId: WorkflowId; now: string }>;
/** Sent when the end of a flight has come: `endAt` is the end that was waited for. */
export type EndFlight = Command<'EndFlight', { endAt: string; workflowId: WorkflowId; now: string }>;
/** What is `undefined` stays as it is. */
export type UpdateOrchestration = Command<
  'UpdateOrchestration',
  {
    name?: string | undefined;
    description?: string | null | undefined;
    sync?: SyncSettings | undefined;
    failurePolicy?: FailurePolicy | undefined;
    schedule?: Schedule | undefined;
    workflowId: WorkflowId;
    now: string;
  }
>;
export type ArchiveOrchestration = Command<'ArchiveOrchestration', { now: string }>;
export type ChangeBudget = Command<
  'ChangeBudget',
  {
    totalBudget: Money;
    allocation: readonly Allocation[];
    workflowId: WorkflowId;
    now: string;
    /** The run whose recommendation this is. */
    recommendedBy?: WorkflowId | undefined;
  }
>;
/** All limits that hold from now on. */
export type SetBudgetLimits = Command<'SetBudgetLimits', { limits: readonly BudgetLimit[]; now: string }>;
/** Moves parts of the allocation up and down, by so much; the total stays. */
export type AdjustAllocation = Command<
  'AdjustAllocation',
  { changes: readonly Readonly<{ platform: Platform; deltaMicros: number }>[]; workflowId: WorkflowId; now: string }
>;
/** What has been spent, and what will have been when a pause takes effect. Pauses when that is the whole budget. */
export type ReachBudget = Command<
  'ReachBudget',
  { observedMicros: number; estimatedMicros: number; workflowId: WorkflowId; now: string }
>;
/** What has become of each campaign so far; sent for a run that has started some and takes long to end. */
export type RecordProgress = Command<
  'RecordProgress',
  { workflowId: WorkflowId; outcomes: readonly PlatformOutcome[]; now: string }
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
    ending?: WorkflowStatus | undefined;
    recommendation?: Recommendation | undefined;
    now: string;
  }
>;

export type OrchestrationCommand =
  | DraftOrchestration
  | UpdateOrchestration
  | ScheduleOrchestration
  | CancelSchedule
  | StartOnSchedule
  | EndFlight
  | ArchiveOrchestration
  | RequestPlan
  | RequestDeployment
  | RequestPause
  | RequestResume
  | RequestCompletion
  | RequestSync
  | RequestOptimization
  | RequestRotation
  | RequestCleanUp
  | ChangeBudget
  | SetBudgetLimits
  | AdjustAllocation
  | ReachBudget
  | RecordProgress
  | RecordWorkflowEnd;
