import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { BenchmarkName, Measured } from './benchmark.ts';

const longestMs = 900_000;

/** Runs one benchmark in a process of its own; what it writes goes to standard error. Throws when it fails or hangs. */
export const runBenchmark = async (name: BenchmarkName, quick: boolean): Promise<Measured> => {
  const child = fork(join(import.meta.dirname, 'process.ts'), [name, ...(quick ? ['--quick'] : [])], {
    stdio: ['ignore', process.stderr, process.stderr, 'ipc'],
  });
  let measured: Measured | undefined;
  child.on('message', (message) => {
    measured = message as Measured;
  });
  const timer = setTimeout(() => child.kill('SIGTERM'), longestMs);
  const [code] = (await once(child, 'close')) as [number | null];
  clearTimeout(timer);
  if (measured === undefined || code !== 0) throw new Error(`${name} ended with ${code ?? 'a signal'}`);
  return measured;
};
