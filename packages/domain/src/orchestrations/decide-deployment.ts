import type { OrchestrationEvent, WorkflowId } from '@campaigns/contracts';
import { RuleViolation } from '@campaigns/event-sourcing';
import { planHashOf, plannedTimes } from '../plan/plan-hash.ts';
import type { EventOf, RequestDeployment, RequestPlan } from './commands.ts';
import { exposure } from './ledger.ts';
import { existing, illegal, requireAllowed, requireFree } from './life-cycle.ts';
import { type ExistingOrchestration, isLive, type Mapping, type Orchestration } from './state.ts';
import { creativesOf, flightAt, flightOrPast, workflowRequest } from './targets.ts';

/** Throws `creative-requirements-unmet` naming the platform. */
export const checkCreatives = (state: ExistingOrchestration, { platform }: Mapping): void => {
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

const undeployed = ({ mappings }: ExistingOrchestration): readonly Mapping[] =>
  mappings.filter((mapping) => !isLive(mapping));

type Wishes = Pick<RequestDeployment['data'], 'failurePolicy' | 'accepted'>;

/** Everything that a deployment carries. */
const deploymentOf = (
  state: ExistingOrchestration,
  workflowId: WorkflowId,
  flight: EventOf<'DeploymentRequested'>['data']['flight'],
  { failurePolicy = state.failurePolicy, accepted = [] }: Wishes,
): EventOf<'DeploymentRequested'>['data'] => {
  const creatives = creativesOf(state);
  return {
    ...workflowRequest(state, workflowId, flight, undeployed(state)),
    failurePolicy,
    ...(creatives.length === 0 ? {} : { creatives: [...creatives] }),
    ...(accepted.length === 0 ? {} : { accepted: [...accepted] }),
  };
};

const hashOf = (
  state: ExistingOrchestration,
  deployment: EventOf<'DeploymentRequested'>['data'],
  now: string,
): string => planHashOf({ ...deployment, ...plannedTimes(state.schedule, deployment.flight, now) });

/** Budgets that were to be lowered and are not, on their platforms, leave no room for what a deployment buys. */
const checkRoom = (state: ExistingOrchestration): void => {
  const bought = undeployed(state).reduce(
    (sum, { budgetMicros, sent }) => sum + Math.max(0, budgetMicros - (sent?.atMostMicros ?? 0)),
    0,
  );
  const room = state.totalBudget.micros - exposure(state);
  if (bought > room) {
    throw new RuleViolation('budget-not-free', 'Other platforms have not yet confirmed their lower budgets', {
      neededMicros: bought,
      freeMicros: Math.max(0, room),
    });
  }
};

/**
 * From draft, scheduled and failed: every platform. From active: those that did not come up the first time. A campaign that
 * an earlier deployment left behind travels along as the target's `platformCampaignId`, so that no second one is made.
 */
export const requestDeployment = (
  { data }: RequestDeployment,
  before: Orchestration,
): readonly OrchestrationEvent[] => {
  const state = existing(before);
  if (state.lifecycleRun?.workflowId === data.workflowId) return [];
  requireAllowed(state, 'deploy');
  requireFree(state, { ofSync: true });
  if (undeployed(state).length === 0) {
    throw illegal(state, 'deploy', 'Every platform of the orchestration is deployed already');
  }
  for (const mapping of undeployed(state)) checkCreatives(state, mapping);
  if (state.spentCapMicros !== null) {
    throw new RuleViolation('budget-spent', 'The whole budget is spent', { capMicros: state.spentCapMicros });
  }
  const deployment = deploymentOf(state, data.workflowId, flightAt(state, data.now), data);
  if (data.planHash !== undefined && data.planHash !== hashOf(state, deployment, data.now)) {
    throw new RuleViolation('plan-changed', 'A deployment now would not be what was planned');
  }
  checkRoom(state);
  return [{ type: 'DeploymentRequested', data: deployment }];
};

/** Refuses only what has nothing to plan; what else stands in the way of a deployment is for the plan to say. */
export const requestPlan = ({ data }: RequestPlan, before: Orchestration): readonly OrchestrationEvent[] => {
  const state = existing(before);
  if (state.planRuns.includes(data.workflowId)) return [];
  requireAllowed(state, 'plan');
  if (undeployed(state).length === 0) throw illegal(state, 'plan', 'Every platform is deployed already');
  const deployment = deploymentOf(state, data.workflowId, flightOrPast(state, data.now), data);
  return [{ type: 'PlanRequested', data: { ...deployment, planHash: hashOf(state, deployment, data.now) } }];
};
