export {
  type Authorization,
  type AuthorizationCommand,
  authorizationDecider,
  type ExistingAuthorization,
} from './authorizations/authorization.ts';
export { chosenConnections } from './authorizations/chosen-connections.ts';
export { allocationFromTemplate, checkAllocation, scaleAllocation } from './budget/allocation.ts';
export type { PlatformHistory } from './budget/performance-weights.ts';
export { type Share, splitBudget, type Weighted } from './budget/split.ts';
export {
  type GuardDecision,
  type GuardQuestion,
  guardDecision,
  type PauseReason,
} from './budget-guard/guard-decision.ts';
export type { LiveBudget } from './budget-guard/platform-limit.ts';
export { type SpendEstimate, spendEstimate } from './budget-guard/spend-estimate.ts';
export {
  noSpend,
  type Observation,
  type SpendReport,
  type SpendSeries,
  withReport,
} from './budget-guard/spend-series.ts';
export type { PlatformSpend } from './budget-guard/spending.ts';
export { type Connection, type ConnectionCommand, connectionDecider } from './connections/connection.ts';
export type { OrchestrationCommand } from './orchestrations/commands.ts';
export { exposure, type LedgerLine, ledgerOf } from './orchestrations/ledger.ts';
export { type Action, allowedIn } from './orchestrations/life-cycle.ts';
export { orchestrationDecider } from './orchestrations/orchestration.ts';
export { type ExistingOrchestration, isLive, type Mapping, type Orchestration } from './orchestrations/state.ts';
export { creativeIdOf } from './orchestrations/targets.ts';
export { type Pace, type PaceStatus, pacing, type Spending } from './pacing/pacing.ts';
export {
  type DeploymentPlan,
  deploymentPlan,
  type PlannedCall,
  type PlannedConnection,
  type PlatformPlan,
  type Remark,
} from './plan/deployment-plan.ts';
export { deploymentRefusals } from './plan/deployment-refusals.ts';
export { planDifferences } from './plan/plan-difference.ts';
export { type PlannedDeployment, planHashOf } from './plan/plan-hash.ts';
export { asPlanned, plannedNow } from './plan/planned-now.ts';
export { type PlannedOperation, plannedOperations } from './plan/planned-operations.ts';
export { differs, type Likeness } from './reconciliation/difference.ts';
export { fieldState } from './reconciliation/field-state.ts';
export { mergeConfig } from './templates/merge-config.ts';
export { platformConfig, type Template, type TemplateCommand, templateDecider } from './templates/template.ts';
export { type CronSchedule, cronFault, leastCronMinutes, nextOnSchedule } from './time/cron.ts';
export { instantOf, wallClockFault } from './time/wall-clock.ts';
export { zoneFault } from './time/zone.ts';
export { definitionVersion } from './workflows/definitions.ts';
export {
  operationOutcomeTypes,
  type WorkflowInput,
  workflowRequestTypes,
} from './workflows/input.ts';
export { dueAfter, dueCommandId, type OperationDue } from './workflows/operation-due.ts';
export { type OperatorCommand, openOperations, operatorDecider } from './workflows/operator.ts';
export { type Plain, plainResult } from './workflows/plain-result.ts';
export type { Run, WorkflowRun } from './workflows/run.ts';
export { campaignWorkflow } from './workflows/workflow.ts';
