export type { AdView } from './ads.ts';
export type { DeliveriesQuery, WebhookBody, WebhookDeliveryView, WebhookView } from './alert-webhooks.ts';
export type { AlertSettingsBody, AlertSettingsView, AlertsQuery, AlertView } from './alerts.ts';
export {
  type AttributionQuery,
  type AttributionView,
  mostTouchpoints,
  type TouchpointIn,
} from './attribution.ts';
export type { LedgerView } from './budgets.ts';
export type { AuthorizationView, ConnectionView } from './connections.ts';
export type { CreativeResultsView, CreativesQuery } from './creatives.ts';
export type { DriftQuery, DriftView, PlatformCoverageView } from './drift.ts';
export { driftAnswer, driftCoverageAnswer } from './drift.ts';
export { openApiDocument } from './openapi.ts';
export type { RestOperation } from './operation.ts';
export { mayAct, type RestOperationId, restOperationEntries, restOperations, restPrefix } from './operations.ts';
export type { DuplicateBody, FromTemplateBody, OrchestrationsQuery, UpdateBody } from './orchestration-requests.ts';
export type { MappingView, OrchestrationDetails, OrchestrationSummary } from './orchestration-views.ts';
export { orchestrationAnswer, orchestrationDetails, orchestrationSummary } from './orchestration-views.ts';
export { type PacingView, pacingAnswer } from './pacing.ts';
export {
  type DailyPerformanceQuery,
  type DailyPerformanceView,
  type PerformanceQuery,
  type PerformanceView,
  performanceAnswer,
} from './performance.ts';
export { type DeploymentPlanView, planAnswer, planOrWorkflowAnswer } from './plans.ts';
export { problemCatalogue } from './problem-catalogue.ts';
export {
  isProblemCode,
  type ProblemCode,
  type ProblemDetails,
  problemCodes,
  problemDetails,
  problemPage,
  problemType,
} from './problems.ts';
export {
  type RankingView,
  type RecommendationsQuery,
  type RecommendationView,
  recommendationAnswer,
  type ScenarioView,
} from './recommendations.ts';
export type { RuleCommandView } from './rule-commands.ts';
export type { EvaluationView, RuleActionView, RuleBody, RuleView } from './rules.ts';
export type { ScheduleBody, SyncFields, TimeIn } from './schedules.ts';
export { type TemplateBody, type TemplateView, templatesAnswer } from './templates.ts';
export { challengeCode, type NoticePlatform, noticePlatform, webhookPrefix } from './webhook-operations.ts';
export { type PlatformCallView, type SyncLogView, type WorkflowView, workflowAnswer } from './workflows.ts';
