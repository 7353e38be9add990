import type { Service } from '../../service-process.ts';

/** One entry for every process that runs while nothing is being hit. */
export const processes: readonly Service[] = [
  ...(['projections', 'event-relay', 'orchestrator', 'orchestrator'] as const),
  ...(['sync-worker', 'sync-worker', 'rules-engine', 'api-gateway'] as const),
];

export const services: readonly Service[] = [...new Set(processes)];
