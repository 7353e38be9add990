export { migrateRulesEngine } from './migrate.ts';
export { createRulesEngine, type RulesEngine, type RulesEngineOptions } from './rules-engine.ts';
