import type {
  AdGroupRef,
  AdRef,
  DraftedMapping,
  Flight,
  MappingStatus,
  OrchestrationEvent,
  OrchestrationStatus,
  SyncType,
  WorkflowId,
  WorkflowTarget,
} from '@campaigns/contracts';
import { assertNever } from '@campaigns/event-sourcing';
import type { EventOf } from './commands.ts';

export type Mapping = Readonly<
  DraftedMapping & {
    status: MappingStatus;
    platformCampaignId: string | null;
    tag: string | null;
    error: string | null;
    adGroup: AdGroupRef | undefined;
    ads: readonly AdRef[];
    budgetMicros: number;
    /** The budget last sent to the platform, and the most that it may have while that is not confirmed. */
    sent: Readonly<{ micros: number; atMostMicros: number }> | null;
  }
>;

/** The deployment, pause, resume or completion that is under way. */
export type LifecycleRun = Readonly<{ workflowId: WorkflowId; goal: 'deploy' | 'pause' | 'resume' | 'complete' }>;

type Drafted = Omit<EventOf<'OrchestrationDrafted'>['data'], 'mappings' | 'allocation'>;

export type ExistingOrchestration = Readonly<
  Drafted & {
    status: OrchestrationStatus;
    mappings: readonly Mapping[];
    /** From the first deployment on. */
    flight: Flight | null;
    lifecycleRun: LifecycleRun | null;
    syncRun: WorkflowId | null;
    /** Until when changes on the platforms have been read by all of them, and until when the current sync reads them. */
    changesRead: Readonly<{ until: string | null; next: string | null }>;
    /** A budget that waits for the current run to settle before it is brought to the platforms. */
    pendingPush: WorkflowId | null;
  }
>;

export type Orchestration = Readonly<{ status: 'absent' }> | ExistingOrchestration;

export const isLive = ({ status, platformCampaignId }: Mapping): boolean =>
  platformCampaignId !== null && (status === 'active' || status === 'paused');

/** Whether a sync of this type brings names and budgets to the platforms. */
export const carriesSettings = (syncType: SyncType): boolean => syncType === 'full' || syncType === 'settings';

const drafted = ({
  mappings,
  allocation,
  ...rest
}: EventOf<'OrchestrationDrafted'>['data']): ExistingOrchestration => ({
  ...rest,
  status: 'draft',
  mappings: mappings.map((mapping) => ({
    ...mapping,
    status: 'pending',
    platformCampaignId: null,
    tag: null,
    error: null,
    adGroup: undefined,
    ads: [],
    sent: null,
    budgetMicros: allocation.find(({ platform }) => platform === mapping.platform)?.amountMicros ?? 0,
  })),
  flight: null,
  lifecycleRun: null,
  syncRun: null,
  changesRead: { until: null, next: null },
  pendingPush: null,
});

/** The budgets of these targets are on their way to the platforms. */
const sending = (mappings: readonly Mapping[], targets: readonly WorkflowTarget[]): readonly Mapping[] =>
  mappings.map((mapping) => {
    const target = targets.find(({ mappingId }) => mappingId === mapping.mappingId);
    if (target === undefined) return mapping;
    const { micros } = target.budget;
    return { ...mapping, sent: { micros, atMostMicros: Math.max(micros, mapping.sent?.atMostMicros ?? 0) } };
  });

const deploying = (
  state: ExistingOrchestration,
  { workflowId, flight, targets }: EventOf<'DeploymentRequested'>['data'],
): ExistingOrchestration => {
  const targeted = new Set(targets.map(({ mappingId }) => mappingId));
  return {
    ...state,
    flight,
    lifecycleRun: { workflowId, goal: 'deploy' },
    mappings: sending(state.mappings, targets).map((mapping) =>
      targeted.has(mapping.mappingId) ? { ...mapping, status: 'creating', error: null } : mapping,
    ),
  };
};

const withMapping = (
  state: ExistingOrchestration,
  changed: EventOf<'PlatformCampaignStatusChanged'>['data'],
): ExistingOrchestration => {
  const { mappingId, status, platformCampaignId, tag, error, adGroup, ads = [] } = changed;
  return {
    ...state,
    mappings: state.mappings.map((mapping) => {
      if (mapping.mappingId !== mappingId) return mapping;
      const sent = platformCampaignId === null ? null : mapping.sent;
      return { ...mapping, status, platformCampaignId, tag, error, adGroup, ads, sent };
    }),
  };
};

const withBudget = (
  state: ExistingOrchestration,
  { totalBudget, allocation, pushWorkflowId }: EventOf<'BudgetChanged'>['data'],
): ExistingOrchestration => ({
  ...state,
  totalBudget,
  pendingPush: pushWorkflowId,
  mappings: state.mappings.map((mapping) => ({
    ...mapping,
    budgetMicros:
      allocation.find(({ platform }) => platform === mapping.platform)?.amountMicros ?? mapping.budgetMicros,
  })),
});

/** What one platform did not tell is asked for again. */
const changesReadAfter = (
  { changesRead: { until, next } }: ExistingOrchestration,
  outcome: EventOf<'WorkflowSettled'>['data']['outcome'],
): ExistingOrchestration['changesRead'] => ({ until: outcome === 'completed' ? (next ?? until) : until, next: null });

const settled = (
  state: ExistingOrchestration,
  { workflowId, outcome, pushed }: EventOf<'WorkflowSettled'>['data'],
): ExistingOrchestration => ({
  ...state,
  changesRead: state.syncRun === workflowId ? changesReadAfter(state, outcome) : state.changesRead,
  mappings: state.mappings.map((mapping) =>
    mapping.sent !== null && pushed.includes(mapping.mappingId)
      ? { ...mapping, sent: { micros: mapping.sent.micros, atMostMicros: mapping.sent.micros } }
      : mapping,
  ),
  lifecycleRun: state.lifecycleRun?.workflowId === workflowId ? null : state.lifecycleRun,
  syncRun: state.syncRun === workflowId ? null : state.syncRun,
});

const syncing = (
  state: ExistingOrchestration,
  { workflowId, syncType, targets, changedUntil }: EventOf<'SyncRequested'>['data'],
): ExistingOrchestration => ({
  ...state,
  changesRead: { ...state.changesRead, next: changedUntil ?? null },
  syncRun: workflowId,
  pendingPush: state.pendingPush === workflowId ? null : state.pendingPush,
  mappings: carriesSettings(syncType) ? sending(state.mappings, targets) : state.mappings,
});

const requested = (
  state: ExistingOrchestration,
  goal: LifecycleRun['goal'],
  { workflowId }: Readonly<{ workflowId: WorkflowId }>,
): ExistingOrchestration => ({ ...state, lifecycleRun: { workflowId, goal } });

/** Total and silent: an event that cannot apply leaves the state as it was. */
export const evolve = (state: Orchestration, event: OrchestrationEvent): Orchestration => {
  if (event.type === 'OrchestrationDrafted') return drafted(event.data);
  if (state.status === 'absent') return state;
  switch (event.type) {
    case 'DeploymentRequested':
      return deploying(state, event.data);
    case 'PauseRequested':
      return requested(state, 'pause', event.data);
    case 'ResumeRequested':
      return requested(state, 'resume', event.data);
    case 'CompletionRequested':
      return requested(state, 'complete', event.data);
    case 'SyncRequested':
      return syncing(state, event.data);
    case 'BudgetChanged':
      return withBudget(state, event.data);
    case 'PlatformCampaignStatusChanged':
      return withMapping(state, event.data);
    case 'OrchestrationActivated':
      return { ...state, status: 'active' };
    case 'OrchestrationPaused':
      return { ...state, status: 'paused' };
    case 'OrchestrationCompleted':
      return { ...state, status: 'completed' };
    case 'OrchestrationFailed':
      return { ...state, status: 'failed' };
    case 'WorkflowSettled':
      return settled(state, event.data);
    default:
      return assertNever(event);
  }
};
