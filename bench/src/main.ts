import { cpus, totalmem } from 'node:os';
import { readArguments, usage } from './arguments.ts';
import type { BenchmarkName, Measured } from './benchmark.ts';
import { tableOf } from './report/table.ts';
import { runBenchmark } from './run-benchmark.ts';

const exit = (text: string, code: number, stream: NodeJS.WriteStream): never => {
  stream.write(`${text}\n`);
  return process.exit(code);
};

const read = readArguments(process.argv.slice(2));
if (read.wanted === 'help') exit(usage, 0, process.stdout);
if (read.wanted === 'nonsense') exit(read.line, 2, process.stderr);
const { only, json, quick } = (read as Extract<typeof read, { wanted: 'run' }>).arguments;

const results: (Measured & { benchmark: BenchmarkName; seconds: number })[] = [];
for (const benchmark of only) {
  const startedAt = performance.now();
  process.stderr.write(`${benchmark}\n`);
  try {
    const measured = await runBenchmark(benchmark, quick);
    results.push({ benchmark, seconds: Math.round((performance.now() - startedAt) / 1_000), ...measured });
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}

const machine = { node: process.version, cpus: cpus().length, cpu: cpus()[0]?.model, memoryGb: totalmem() / 2 ** 30 };
const skipped = results.flatMap((result) => result.skipped.map((what) => `skipped: ${what}\n`));
process.stdout.write(
  json
    ? `${JSON.stringify({ at: new Date().toISOString(), machine, quick, results }, null, 2)}\n`
    : `\n${tableOf(results)}\n${skipped.join('')}`,
);
