import type { Lifecycle } from '@campaigns/service-kit';
import type { Figure } from './report/figure.ts';

export const benchmarkNames = [
  ...(['append', 'delivery', 'rebuild', 'read', 'workflows', 'deployments'] as const),
  ...(['platform-calls', 'relay', 'kafka-delivery', 'timers', 'budget-guard', 'sync'] as const),
  ...(['allocator', 'allocator-limits', 'rules'] as const),
] as const;
export type BenchmarkName = (typeof benchmarkNames)[number];

export type Setting = Readonly<{
  /** Short rounds, to see that it works. */
  quick: boolean;
  /** Reports progress to whoever waits. */
  say: (line: string) => void;
  /** What was opened is closed after the benchmark, the last first, also when it fails. */
  track: Lifecycle['track'];
  /** Tells the report what is not measured, and what this machine would need for it. */
  skip: (what: string, needs: string) => void;
}>;

/** What a benchmark has measured, and what it has left out. */
export type Measured = Readonly<{ figures: readonly Figure[]; skipped: readonly string[] }>;

/** Measures in a process of its own. Throws when anything does not do what it was asked to. */
export type Benchmark = (setting: Setting) => Promise<readonly Figure[]>;
