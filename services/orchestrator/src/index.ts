export { createOrchestrator, type Orchestrator, type OrchestratorOptions } from './orchestrator.ts';
export { handleRunEvent } from './runs/handle-run-event.ts';
export { playNoOpRun } from './runs/no-op-run.ts';
export { recordWorkflowEnd } from './runs/record-end.ts';
export { createWorkflowRunner, type WorkflowRunner, type WorkflowRunnerOptions } from './runs/workflow-runner.ts';
export { grantOrchestratorAccess, migrateOrchestrator } from './timers/migrate.ts';
export { operationDue } from './timers/operation-due.ts';
export type { NewTimer } from './timers/timer.ts';
export { startTimerService, type TimerService, type TimerServiceOptions } from './timers/timer-service.ts';
