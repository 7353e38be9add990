export { type Alert, type AlertCommand, alertDecider, type ExistingAlert } from './alerts/alert.ts';
export {
  type AlertSettingsState,
  alertSettingsDecider,
  defaultAlertSettings,
  type SetAlertSettings,
  type SettingsSource,
  settingsFor,
} from './alerts/alert-settings.ts';
export { connectionSignals } from './alerts/connection-signals.ts';
export { deadLetterSignal } from './alerts/dead-letter-signal.ts';
export type { AlertFacts, PartFacts, SeenDifference } from './alerts/facts.ts';
export { orchestrationSignals } from './alerts/orchestration-signals.ts';
export { actionSignals, evaluationSignals } from './alerts/rule-signals.ts';
export { alertIdOf, cleared, type Signal, type Verdict } from './alerts/signal.ts';
export { type ExistingWebhook, type Webhook, type WebhookCommand, webhookDecider } from './alerts/webhook.ts';
export { endSignals, operatorSignals } from './alerts/workflow-signals.ts';
export { allocate } from './allocator/allocate.ts';
export { nearestSplit } from './allocator/constrained-split.ts';
export { explanationOf } from './allocator/explanation.ts';
export { type Feasible, feasible, type Infeasible, type LimitedBudget } from './allocator/feasible.ts';
export type {
  AllocatorAnswer,
  AllocatorDay,
  AllocatorLimits,
  AllocatorQuestion,
  Arm,
  ArmAnswer,
  BoundBy,
} from './allocator/question.ts';
export { type RankedPlatform, type RankingQuestion, rankPlatforms } from './allocator/rank-platforms.ts';
export type { Scenario, ScenarioArm, Wanted } from './allocator/scenario.ts';
export { scenarios } from './allocator/scenarios.ts';
export { shippedLimits } from './allocator/shipped-limits.ts';
export { type Attribution, attribution, type PlatformCredit } from './attribution/attribution.ts';
export { type CreditedDaysQuestion, creditedDays, type PlatformSpendDays } from './attribution/credited-days.ts';
export type { AttributionModel } from './attribution/models.ts';
export type { Touchpoint } from './attribution/touchpoint.ts';
export {
  type ImportTouchpoints,
  type TouchpointImport,
  touchpointImportDecider,
} from './attribution/touchpoint-import.ts';
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
export type { CreativeDay, CreativeHistory, CreativeMeasure } from './creatives/creative-history.ts';
export { type CreativeStanding, creativeStandings } from './creatives/creative-standings.ts';
export type { Fatigue, FatigueState } from './creatives/fatigue.ts';
export type { OrchestrationCommand } from './orchestrations/commands.ts';
export { exposure, type LedgerLine, ledgerOf } from './orchestrations/ledger.ts';
export { type Action, allowedIn } from './orchestrations/life-cycle.ts';
export { orchestrationDecider } from './orchestrations/orchestration.ts';
export { type ExistingOrchestration, isLive, type Mapping, type Orchestration } from './orchestrations/state.ts';
export { creativeIdOf } from './orchestrations/targets.ts';
export { dateIn } from './pacing/account-days.ts';
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
export {
  type AllocationCase,
  allocationCase,
  type CaseInput,
  type Crediting,
  type PlatformResults,
} from './recommendations/allocation-case.ts';
export { approvedBudget } from './recommendations/approved-budget.ts';
export { allocatorDays, measureFor, objectivesLike } from './recommendations/outcome-measure.ts';
export { proposalFor, recommendationIdOf, seedOf } from './recommendations/proposal.ts';
export {
  type ExistingRecommendation,
  type RecommendationCommand,
  type RecommendationStatus,
  type Recommending,
  recommendationDecider,
} from './recommendations/recommendation.ts';
export { dailyOf } from './recommendations/remaining-budget.ts';
export { differs, type Likeness } from './reconciliation/difference.ts';
export { fieldState } from './reconciliation/field-state.ts';
export { areOpposite, classOf, rankOf } from './rules/action-class.ts';
export { actionHistory, touchedBy } from './rules/action-history.ts';
export {
  type BacktestAnswer,
  type BacktestQuestion,
  type BudgetShift,
  backtest,
  type Flapping,
  type RuleBacktest,
} from './rules/backtest/backtest.ts';
export type { HistoryFact, HistorySetting, OrchestrationHistory } from './rules/backtest/history.ts';
export type { TestedRule } from './rules/backtest/ticks.ts';
export { breakerReason } from './rules/breaker.ts';
export { checkRule, ruleFaults } from './rules/check-rule.ts';
export { daysNeeded } from './rules/conditions.ts';
export { evaluateRules } from './rules/evaluate.ts';
export { orchestrationCommandFor, workflowOfAction } from './rules/orchestration-command.ts';
export { type OverlapWarning, overlapWarnings, type RuleAtWork } from './rules/overlap.ts';
export { type ExistingRule, type Rule, type RuleCommandInput, ruleDecider } from './rules/rule.ts';
export { brandAwarenessRules, type RuleTemplateParameters, ruleFromTemplate } from './rules/templates.ts';
export type {
  EvaluationInput,
  EvaluationOutcome,
  PartSnapshot,
  PastAction,
  PastChange,
  RuleActed,
  RuleCreative,
  RuleEvaluation,
  RuleSnapshot,
  RuleToEvaluate,
} from './rules/types.ts';
export { type AppliedSplit, type UndoAnswer, type UndoConflict, undoOf } from './rules/undo.ts';
export { mergeConfig } from './templates/merge-config.ts';
export { platformConfig, type Template, type TemplateCommand, templateDecider } from './templates/template.ts';
export { type CronSchedule, cronFault, leastCronMinutes, nextOnSchedule } from './time/cron.ts';
export { isRecent } from './time/recent.ts';
export { instantOf, wallClockFault } from './time/wall-clock.ts';
export { zoneFault } from './time/zone.ts';
export { definitionVersion } from './workflows/definitions.ts';
export {
  analysisAnswerTypes,
  operationOutcomeTypes,
  type WorkflowInput,
  workflowRequestTypes,
} from './workflows/input.ts';
export { dueAfter, dueCommandId, type OperationDue } from './workflows/operation-due.ts';
export { type OperatorCommand, openOperations, operatorDecider } from './workflows/operator.ts';
export { type Plain, plainResult } from './workflows/plain-result.ts';
export type { Run, WorkflowRun } from './workflows/run.ts';
export { campaignWorkflow } from './workflows/workflow.ts';
