import type {
  AppliedSettings,
  MappingStatus,
  Money,
  OrchestrationEvent,
  WorkflowId,
  WorkflowTarget,
} from '@campaigns/contracts';
import { assertNever, derivedId } from '@campaigns/event-sourcing';
import type { EventOf } from './commands.ts';
import {
  carriesSettings,
  type ExistingOrchestration,
  isLive,
  isStopping,
  type LifecycleRun,
  type Mapping,
  type Orchestration,
} from './state.ts';

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
    ownName: null,
    sent: null,
    applied: null,
    budgetMicros: allocation.find(({ platform }) => platform === mapping.platform)?.amountMicros ?? 0,
  })),
  flight: null,
  lifecycleRun: null,
  syncRun: null,
  planRuns: [],
  start: null,
  archivedAt: null,
  budgetLimits: [],
  spentCapMicros: null,
  pendingPause: null,
  changesRead: { until: null, next: null },
  pendingPush: null,
  refused: [],
});

/** The names and budgets of these targets are on their way to the platforms. */
const sending = (state: ExistingOrchestration, targets: readonly WorkflowTarget[]): ExistingOrchestration['mappings'] =>
  state.mappings.map((mapping) => {
    const target = targets.find(({ mappingId }) => mappingId === mapping.mappingId);
    if (target === undefined) return mapping;
    const { micros } = target.budget;
    const atMostMicros = Math.max(micros, mapping.sent?.atMostMicros ?? 0);
    return { ...mapping, sent: { micros, atMostMicros, name: target.name ?? state.name } };
  });

const deploying = (
  state: ExistingOrchestration,
  { workflowId, flight, targets }: EventOf<'DeploymentRequested'>['data'],
): ExistingOrchestration => {
  const targeted = new Set(targets.map(({ mappingId }) => mappingId));
  return {
    ...state,
    flight,
    lifecycleRun: { workflowId, goal: 'deploy', mappingIds: [...targeted] },
    mappings: sending(state, targets).map((mapping) =>
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
      // With a tag and no id it may have been made after all, and may spend.
      const isGone = platformCampaignId === null && tag === null;
      const sent = isGone ? null : mapping.sent;
      const applied = isGone ? null : appliedAs(status, mapping.applied);
      return { ...mapping, status, platformCampaignId, tag, error, adGroup, ads, sent, applied };
    }),
  };
};

const appliedAs = (status: MappingStatus, applied: AppliedSettings | null): AppliedSettings | null =>
  applied !== null && (status === 'active' || status === 'paused') ? { ...applied, status } : applied;

const isRaised = ({ spentCapMicros }: ExistingOrchestration, { micros }: Money): boolean =>
  spentCapMicros !== null && micros > spentCapMicros;

const withBudget = (
  state: ExistingOrchestration,
  { totalBudget, allocation, pushWorkflowId }: EventOf<'BudgetChanged'>['data'],
): ExistingOrchestration => ({
  ...state,
  totalBudget,
  pendingPush: pushWorkflowId,
  // With more to spend there is no reason any more to pause.
  pendingPause: isRaised(state, totalBudget) ? null : state.pendingPause,
  spentCapMicros: isRaised(state, totalBudget) ? null : state.spentCapMicros,
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

const confirmed = (mapping: Mapping, currency: string, keepsName: boolean): Mapping => {
  if (mapping.sent === null) return mapping;
  const { micros, name } = mapping.sent;
  const appliedName = (keepsName ? mapping.applied?.name : undefined) ?? name;
  const status = mapping.status === 'active' ? 'active' : 'paused';
  return {
    ...mapping,
    sent: { micros, atMostMicros: micros, name },
    applied: { name: appliedName, budget: { micros, currency }, status },
  };
};

const settled = (
  state: ExistingOrchestration,
  { workflowId, outcome, pushed, nameWithheld = [], refused }: EventOf<'WorkflowSettled'>['data'],
): ExistingOrchestration => ({
  ...state,
  refused: refused ?? state.refused,
  changesRead: state.syncRun === workflowId ? changesReadAfter(state, outcome) : state.changesRead,
  mappings: state.mappings.map((mapping) =>
    pushed.includes(mapping.mappingId)
      ? confirmed(mapping, state.totalBudget.currency, nameWithheld.includes(mapping.mappingId))
      : mapping,
  ),
  planRuns: state.planRuns.filter((planRun) => planRun !== workflowId),
  lifecycleRun: state.lifecycleRun?.workflowId === workflowId ? null : state.lifecycleRun,
  syncRun: state.syncRun === workflowId ? null : state.syncRun,
});

const syncing = (
  state: ExistingOrchestration,
  { workflowId, syncType, direction, targets, changedUntil }: EventOf<'SyncRequested'>['data'],
): ExistingOrchestration => {
  const mappings = carriesSettings(syncType, direction) ? sending(state, targets) : state.mappings;
  const isWhole = mappings.every((mapping) => !isLive(mapping) || mapping.sent?.micros === mapping.budgetMicros);
  return {
    ...state,
    changesRead: { ...state.changesRead, next: changedUntil ?? null },
    syncRun: workflowId,
    // What had no room yet goes out in a run of its own, once something was lowered.
    pendingPush: state.pendingPush !== workflowId ? state.pendingPush : isWhole ? null : nextPush(workflowId),
    mappings,
  };
};

/** The run that carries what this one could not. */
const nextPush = (workflowId: WorkflowId): WorkflowId => derivedId(workflowId, 'next-push') as WorkflowId;

const updated = (
  state: ExistingOrchestration,
  { name, description, sync, failurePolicy, schedule, pushWorkflowId }: EventOf<'OrchestrationUpdated'>['data'],
): ExistingOrchestration => ({
  ...state,
  name: name ?? state.name,
  description: description === undefined ? state.description : description,
  sync: sync ?? state.sync,
  failurePolicy: failurePolicy ?? state.failurePolicy,
  schedule: schedule ?? state.schedule,
  pendingPush: pushWorkflowId ?? state.pendingPush,
  mappings: state.mappings.map((mapping) => (name === undefined ? mapping : { ...mapping, ownName: null })),
});

const startMissed = (
  state: ExistingOrchestration,
  { startAt, late }: EventOf<'ScheduledStartMissed'>['data'],
): ExistingOrchestration =>
  late === 'ask'
    ? { ...state, start: { at: startAt, missed: true } }
    : { ...state, status: state.status === 'scheduled' ? 'draft' : state.status, start: null };

const asAdopted = (mapping: Mapping, { adopted }: EventOf<'ExternalChangeAdopted'>['data']): Mapping => {
  if (adopted.removed === true) {
    const gone = { status: 'failed', platformCampaignId: null, tag: null, adGroup: undefined, ads: [] } as const;
    return { ...mapping, ...gone, error: 'The campaign was removed on the platform', sent: null, applied: null };
  }
  const { name = mapping.sent?.name, budget, status = mapping.status } = adopted;
  const micros = budget?.micros ?? mapping.sent?.micros;
  const isKnown = name !== undefined && micros !== undefined;
  return {
    ...mapping,
    status,
    ownName: adopted.name ?? mapping.ownName,
    budgetMicros: budget?.micros ?? mapping.budgetMicros,
    sent: isKnown
      ? { micros, name, atMostMicros: budget === undefined ? (mapping.sent?.atMostMicros ?? micros) : micros }
      : mapping.sent,
    applied:
      mapping.applied === null
        ? null
        : {
            name: name ?? mapping.applied.name,
            budget: budget ?? mapping.applied.budget,
            status: status === 'active' || status === 'paused' ? status : mapping.applied.status,
          },
  };
};

const adopting = (
  state: ExistingOrchestration,
  change: EventOf<'ExternalChangeAdopted'>['data'],
): ExistingOrchestration => ({
  ...state,
  mappings: state.mappings.map((mapping) =>
    mapping.mappingId === change.mappingId ? asAdopted(mapping, change) : mapping,
  ),
});

const requested = (
  state: ExistingOrchestration,
  goal: LifecycleRun['goal'],
  { workflowId, targets }: Readonly<{ workflowId: WorkflowId; targets: readonly WorkflowTarget[] }>,
): ExistingOrchestration => {
  const lifecycleRun = { workflowId, goal, mappingIds: targets.map(({ mappingId }) => mappingId) };
  const after = { ...state, lifecycleRun };
  return { ...after, pendingPause: isStopping(after) ? null : state.pendingPause };
};

/** Total and silent: an event that cannot apply leaves the state as it was. */
export const evolve = (state: Orchestration, event: OrchestrationEvent): Orchestration => {
  if (event.type === 'OrchestrationDrafted') return drafted(event.data);
  if (state.status === 'absent') return state;
  switch (event.type) {
    case 'OrchestrationUpdated':
      return updated(state, event.data);
    case 'OrchestrationScheduled': {
      const { schedule, startAt } = event.data;
      return { ...state, status: 'scheduled', schedule, start: { at: startAt, missed: false } };
    }
    case 'ScheduleCancelled':
      return { ...state, status: 'draft', start: null };
    case 'ScheduledStartMissed':
      return startMissed(state, event.data);
    case 'OrchestrationArchived':
      return { ...state, archivedAt: event.data.at };
    case 'PlanRequested':
      return { ...state, planRuns: [...state.planRuns, event.data.workflowId] };
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
    case 'OptimizationRequested':
    case 'RotationRequested':
      return { ...state, syncRun: event.data.workflowId };
    case 'CleanUpRequested':
      return requested(state, 'clean_up', event.data);
    case 'BudgetChanged':
      return withBudget(state, event.data);
    case 'BudgetLimitsSet':
      return { ...state, budgetLimits: event.data.limits };
    case 'BudgetReached':
      return { ...state, spentCapMicros: event.data.capMicros, pendingPause: event.data.pauseWorkflowId };
    case 'ExternalChangeAdopted':
      return adopting(state, event.data);
    case 'PlatformCampaignStatusChanged':
      return withMapping(state, event.data);
    case 'OrchestrationActivated':
      return { ...state, status: 'active', start: null };
    case 'OrchestrationPaused':
      return { ...state, status: 'paused' };
    case 'OrchestrationCompleted':
      return { ...state, status: 'completed', refused: [] };
    case 'OrchestrationFailed':
      return { ...state, status: 'failed', start: null };
    case 'WorkflowSettled':
      return settled(state, event.data);
    default:
      return assertNever(event);
  }
};
