import { createLogger, lifecycle } from '@campaigns/service-kit';
import type { Benchmark, BenchmarkName, Measured } from './benchmark.ts';

// One benchmark and nothing else: its heap and its compiled code are not those of the one before.

const benchmarks: Readonly<Record<BenchmarkName, () => Promise<Benchmark>>> = {
  append: async () => (await import('./append/append.ts')).append,
  delivery: async () => (await import('./delivery/delivery.ts')).delivery,
  rebuild: async () => (await import('./rebuild/rebuild.ts')).rebuild,
  read: async () => (await import('./read/read.ts')).read,
  workflows: async () => (await import('./workflows/workflows.ts')).workflows,
  deployments: async () => (await import('./deployments/deployments.ts')).deployments,
  'platform-calls': async () => (await import('./platform-calls/platform-calls.ts')).platformCalls,
  relay: async () => (await import('./relay/relay.ts')).relay,
  'kafka-delivery': async () => (await import('./kafka-delivery/kafka-delivery.ts')).kafkaDelivery,
  timers: async () => (await import('./timers/timers.ts')).timers,
  'budget-guard': async () => (await import('./budget-guard/budget-guard.ts')).budgetGuard,
  sync: async () => (await import('./sync/sync.ts')).sync,
  allocator: async () => (await import('./allocator/allocator.ts')).allocatorWorlds,
  'allocator-limits': async () => (await import('./allocator-limits/allocator-limits.ts')).allocatorLimits,
  rules: async () => (await import('./rules/rules.ts')).rules,
};

const [name, flag] = process.argv.slice(2) as [BenchmarkName, string | undefined];
const life = lifecycle(createLogger('bench', 'warn'));
life.closeOn('SIGTERM', 'SIGINT');
const say = (line: string): void => void process.stderr.write(`  ${name}: ${line}\n`);
const skipped: string[] = [];
try {
  const benchmark = await benchmarks[name]();
  const figures = await benchmark({
    quick: flag === '--quick',
    ...{ say, track: life.track },
    skip: (what, needs) => {
      skipped.push(`${what} (needs ${needs})`);
      say(`skipped: ${skipped.at(-1)}`);
    },
  });
  await life.close();
  // Not waiting for timers that a library left behind: everything that was opened is closed.
  process.send?.({ figures, skipped } satisfies Measured, () => process.exit());
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  await life.close();
  process.exit(1);
}
