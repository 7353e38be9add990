export { createOrchestrator, type Orchestrator, type OrchestratorOptions } from './orchestrator.ts';
export { playNoOpRun } from './runs/no-op-run.ts';
export { createWorkflowRunner, type WorkflowRunner, type WorkflowRunnerOptions } from './runs/workflow-runner.ts';
export { grantOrchestratorAccess, migrateOrchestrator } from './timers/migrate.ts';
export { startTimerService, type TimerService, type TimerServiceOptions } from './timers/timer-service.ts';
