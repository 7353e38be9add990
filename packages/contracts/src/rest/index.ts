export type { AdView } from './ads.ts';
export type { AuthorizationView, ConnectionView } from './connections.ts';
export { openApiDocument } from './openapi.ts';
export type { RestOperation } from './operation.ts';
export { mayAct, type RestOperationId, restOperationEntries, restOperations, restPrefix } from './operations.ts';
export type { FromTemplateBody, OrchestrationsQuery } from './orchestration-requests.ts';
export type { MappingView, OrchestrationDetails, OrchestrationSummary } from './orchestration-views.ts';
export { orchestrationAnswer, orchestrationDetails, orchestrationSummary } from './orchestration-views.ts';
export { type PerformanceView, performanceAnswer } from './performance.ts';
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
export { type TemplateBody, type TemplateView, templatesAnswer } from './templates.ts';
export { challengeCode, type NoticePlatform, noticePlatform, webhookPrefix } from './webhook-operations.ts';
export { type PlatformCallView, type SyncLogView, type WorkflowView, workflowAnswer } from './workflows.ts';
