export { type RuleHistories, ruleHistories } from './rule-histories.ts';
export { type LoadedSnapshot, type RuleSnapshots, ruleSnapshots } from './rule-snapshots.ts';
