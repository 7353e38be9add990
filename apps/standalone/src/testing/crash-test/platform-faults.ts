import type { FaultRule } from '../sandbox-control.ts';

/** How the platforms fail while the system is hit. */
export const platformFaults: readonly FaultRule[] = [
  { kind: 'server_error', probability: 0.1 },
  { kind: 'drop_after_commit', probability: 0.05 },
  // A refusal that no retry heals, so that some deployments have to be rolled back.
  { kind: 'validation', probability: 0.1, platform: 'tiktok', operation: 'create' },
];
