export type { FaultRule } from './faults/rules.ts';
export {
  type InProcessAnswer,
  type InProcessRequest,
  type InProcessSandbox,
  inProcessSandbox,
} from './in-process.ts';
export { JournalUnusable } from './journal/journal.ts';
export { type Client, developmentClient } from './oauth/client.ts';
export { developmentConsumer } from './platforms/twitter/oauth/consumer.ts';
export { type Sandbox, type SandboxOptions, startSandbox } from './sandbox.ts';
