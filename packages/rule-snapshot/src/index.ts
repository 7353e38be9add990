export { type KnownOrchestration, type OrchestrationMemory, orchestrationMemory } from './orchestration-memory.ts';
export { type RuleHistories, ruleHistories } from './rule-histories.ts';
export { type LoadedSnapshot, type RuleSnapshots, ruleSnapshots } from './rule-snapshots.ts';
