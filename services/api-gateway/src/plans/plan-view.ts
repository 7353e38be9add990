import { type DeploymentPlanView, toDecimal } from '@campaigns/contracts';
import {
  type DeploymentPlan,
  deploymentPlan,
  deploymentRefusals,
  type ExistingOrchestration,
  type PlannedConnection,
  type PlatformPlan,
  planHashOf,
  plannedNow,
} from '@campaigns/domain';
import type { AnsweredPlan, RequestedPlan } from './plan-log.ts';

const platformView = ({ target, calls, lines, findings, warnings }: PlatformPlan) => ({
  platform: target.platform,
  mapping_id: target.mappingId,
  connection_id: target.connectionId,
  ad_account_id: target.adAccountId,
  currency: target.budget.currency,
  allocated_budget: toDecimal(target.budget.micros),
  calls: [...calls],
  lines: [...lines],
  findings: [...findings],
  warnings: [...warnings],
});

const planOf = (
  { request, at, orchestration }: RequestedPlan,
  { answers, faults }: AnsweredPlan,
  connections: ReadonlyMap<string, PlannedConnection>,
): DeploymentPlan => {
  const { workflowId, failurePolicy, accepted } = request;
  const refusals = deploymentRefusals(orchestration, { workflowId, now: at, failurePolicy, accepted });
  return deploymentPlan({ request, at, schedule: orchestration.schedule, refusals, answers, faults, connections });
};

export type PlanSources = Readonly<{
  plan: RequestedPlan;
  answered: AnsweredPlan;
  connections: ReadonlyMap<string, PlannedConnection>;
  /** The orchestration as it is now. */
  orchestration: ExistingOrchestration;
  now: string;
}>;

export const planView = ({ plan, answered, connections, orchestration, now }: PlanSources): DeploymentPlanView => {
  const { request, by, at, revision } = plan;
  const { failurePolicy, accepted = [] } = request;
  const current = plannedNow(orchestration, { now, failurePolicy, accepted });
  const { platforms, findings, warnings, isDeployable } = planOf(plan, answered, connections);
  return {
    workflow_id: request.workflowId,
    orchestration_id: request.orchestrationId,
    hash: request.planHash,
    valid_for: revision,
    is_current: current !== undefined && planHashOf(current) === request.planHash,
    is_deployable: isDeployable,
    failure_policy: failurePolicy,
    accepted: [...accepted],
    flight_start_at: request.flight.startAt,
    flight_end_at: request.flight.endAt,
    platforms: platforms.map(platformView),
    findings: [...findings],
    warnings: [...warnings],
    requested_by: by,
    requested_at: at,
    made_at: answered.madeAt,
  };
};
