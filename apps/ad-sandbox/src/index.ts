export { JournalUnusable } from './journal/journal.ts';
export { type Sandbox, type SandboxOptions, startSandbox } from './sandbox.ts';
