export { type LoadedSnapshot, type RuleSnapshots, ruleSnapshots } from './rule-snapshots.ts';
