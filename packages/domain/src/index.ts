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
export { type Connection, type ConnectionCommand, connectionDecider } from './connections/connection.ts';
export type { OrchestrationCommand } from './orchestrations/commands.ts';
export { type Action, allowedIn } from './orchestrations/life-cycle.ts';
export { orchestrationDecider } from './orchestrations/orchestration.ts';
export { type ExistingOrchestration, isLive, type Mapping, type Orchestration } from './orchestrations/state.ts';
export { creativeIdOf } from './orchestrations/targets.ts';
export { mergeConfig } from './templates/merge-config.ts';
export { platformConfig, type Template, type TemplateCommand, templateDecider } from './templates/template.ts';
export { definitionVersion } from './workflows/definitions.ts';
export {
  operationOutcomeTypes,
  type WorkflowInput,
  workflowRequestTypes,
} from './workflows/input.ts';
export { type Plain, plainResult } from './workflows/plain-result.ts';
export type { Run, WorkflowRun } from './workflows/run.ts';
export { campaignWorkflow } from './workflows/workflow.ts';
