import type {
  AdoptedSettings,
  OrchestrationEvent,
  PlatformOutcome,
  WorkflowId,
  WorkflowPurpose,
} from '@campaigns/contracts';
import { derivedId } from '@campaigns/event-sourcing';
import type { RecordWorkflowEnd } from './commands.ts';
import { evolve } from './evolve.ts';
import { exposure } from './ledger.ts';
import { type ExistingOrchestration, isLive, type Mapping, type Orchestration, type Refusal } from './state.ts';
import { resultsSince, toSyncTarget, workflowRequest } from './targets.ts';

/** A budget from outside is taken over only where it fits beside the other platforms'. */
const fits = (state: ExistingOrchestration, mapping: Mapping, { budget }: AdoptedSettings): boolean => {
  if (budget === undefined) return true;
  const { micros, currency } = state.totalBudget;
  const planned = state.mappings.reduce((sum, { budgetMicros }) => sum + budgetMicros, 0);
  const most = Math.max(
    planned - mapping.budgetMicros + budget.micros,
    exposure(state) - (mapping.sent?.atMostMicros ?? 0) + budget.micros,
  );
  // A newer budget of ours, not sent yet, is what a person wants now.
  const isSuperseded = mapping.sent !== null && mapping.budgetMicros !== mapping.sent.micros;
  return !isSuperseded && budget.currency === currency && budget.micros > 0 && most <= micros;
};

/** Once the budget is spent nothing starts again, whoever starts it; nor what failed, before it is deployed again. */
const mayBe = (state: ExistingOrchestration, { status }: AdoptedSettings): boolean =>
  status !== 'active' || (state.spentCapMicros === null && state.status !== 'failed');

const acceptable = (state: ExistingOrchestration, mapping: Mapping, adopted: AdoptedSettings): AdoptedSettings => {
  const { budget, status, ...rest } = adopted;
  return {
    ...rest,
    ...(budget !== undefined && fits(state, mapping, adopted) ? { budget } : {}),
    ...(status !== undefined && mayBe(state, adopted) ? { status } : {}),
  };
};

/** What a sync has taken over from the platforms, one after the other: each has to fit beside those before it. */
export const adoptedBy = (
  before: ExistingOrchestration,
  { data: { outcomes, purpose, workflowId, now } }: RecordWorkflowEnd,
): readonly OrchestrationEvent[] => {
  if (purpose.goal !== 'sync' || before.status === 'completed') return [];
  const events: OrchestrationEvent[] = [];
  for (const { mappingId, platform, adopted } of outcomes) {
    const state = events.reduce(evolve, before as Orchestration) as ExistingOrchestration;
    const mapping = state.mappings.find((candidate) => candidate.mappingId === mappingId);
    if (adopted === undefined || mapping === undefined || mapping.platformCampaignId === null) continue;
    const taken = acceptable(state, mapping, adopted);
    if (Object.keys(taken).length === 0) continue;
    const { orchestrationId } = state;
    events.push({
      type: 'ExternalChangeAdopted',
      data: { orchestrationId, mappingId, platform, workflowId, adopted: taken, at: now },
    });
  }
  return events;
};

type Refusable = Refusal['fields'][number];
const refusable: readonly Refusable[] = ['budget', 'status'];

/** What was to be taken over, and is not what we have now. */
const isRefused = ({ status, budgetMicros }: Mapping, { adopted = {} }: PlatformOutcome, field: Refusable): boolean =>
  field === 'status'
    ? adopted.status !== undefined && adopted.status !== status
    : adopted.budget !== undefined && adopted.budget.micros !== budgetMicros;

/** Ours was there, or was put back. */
const isOurs = ({ pushed, error, withheld = [] }: PlatformOutcome, field: Refusable): boolean =>
  (pushed ?? error === null) && !withheld.includes(field);

const compares = (purpose: WorkflowPurpose): boolean =>
  purpose.goal === 'sync' && purpose.syncType !== 'performance' && purpose.syncType !== 'creative';

/** What is refused when a run has ended: what it found, and what was found before and is not undone. */
export const refusedAfter = (
  state: ExistingOrchestration,
  { data: { outcomes, purpose } }: RecordWorkflowEnd,
): readonly Refusal[] => {
  if (state.status === 'completed') return [];
  return state.mappings.filter(isLive).flatMap((mapping) => {
    const { mappingId } = mapping;
    const known = state.refused.find((each) => each.mappingId === mappingId)?.fields ?? [];
    const outcome = compares(purpose) ? outcomes.find((each) => each.mappingId === mappingId) : undefined;
    const fields = refusable.filter((field) => {
      // What was to stay paused has been started by us since.
      if (field === 'status' && mapping.status === 'active') return false;
      if (outcome === undefined) return known.includes(field);
      return isRefused(mapping, outcome, field) || (known.includes(field) && !isOurs(outcome, field));
    });
    return fields.length === 0 ? [] : [{ mappingId, fields }];
  });
};

const withRefused = ({ mappings, refused }: ExistingOrchestration, field: Refusable): readonly Mapping[] =>
  mappings.filter(
    (mapping) =>
      isLive(mapping) &&
      refused.some(({ mappingId, fields }) => mappingId === mapping.mappingId && fields.includes(field)),
  );

/**
 * What was changed outside, was to be taken over, and cannot be: ours is brought back, whatever the policy of that field says;
 * what others say holds. Money first: the rest follows when the next run has ended, and so does what is not there then.
 */
export const enforceOurs = (
  current: Orchestration,
  { data: { purpose, workflowId, now } }: RecordWorkflowEnd,
): readonly OrchestrationEvent[] => {
  if (current.status === 'absent' || current.status === 'completed' || current.flight === null) return [];
  if (current.lifecycleRun !== null || current.syncRun !== null) return [];
  // A platform that did not take it a moment ago is not asked for it without end.
  if (purpose.goal === 'sync' && purpose.trigger === 'budget') return [];
  const budgets = withRefused(current, 'budget');
  const field: Refusable = budgets.length > 0 ? 'budget' : 'status';
  const refused = budgets.length > 0 ? budgets : withRefused(current, 'status');
  if (refused.length === 0) return [];
  const id = derivedId(workflowId, 'enforce-ours') as WorkflowId;
  const request = workflowRequest(current, id, current.flight, refused, toSyncTarget);
  const since = resultsSince(current.flight, now);
  const policy = { ...current.sync.policy, [field]: 'ours' } as const;
  return [{ type: 'SyncRequested', data: { ...request, syncType: 'settings', trigger: 'budget', since, policy } }];
};
