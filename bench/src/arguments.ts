import { parseArgs } from 'node:util';
import { type BenchmarkName, benchmarkNames } from './benchmark.ts';

export type Arguments = Readonly<{ only: readonly BenchmarkName[]; json: boolean; quick: boolean }>;

const letterOf = (index: number): string => String.fromCharCode(97 + index);

export const usage = `Usage: pnpm bench [--only ${benchmarkNames.join(',')}] [--json] [--quick]

  --only   these benchmarks alone, by name or by letter (a to ${letterOf(benchmarkNames.length - 1)}, in the order above)
  --json   the figures as JSON on standard output; progress goes to standard error
  --quick  short rounds: shows that everything runs, not what it can do`;

export type Read =
  | Readonly<{ wanted: 'run'; arguments: Arguments }>
  | Readonly<{ wanted: 'help' }>
  | Readonly<{ wanted: 'nonsense'; line: string }>;

const named = (word: string): BenchmarkName | undefined =>
  benchmarkNames.find((name, index) => word === name || word === letterOf(index));

const chosen = (only: string | undefined): readonly BenchmarkName[] | string => {
  if (only === undefined) return benchmarkNames;
  const words = only.split(',').map((word) => word.trim());
  const unknown = words.find((word) => named(word) === undefined);
  if (unknown !== undefined) return unknown;
  return benchmarkNames.filter((name) => words.some((word) => named(word) === name));
};

/** Reads the command line; what makes no sense is answered with one line. */
export const readArguments = (args: readonly string[]): Read => {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        only: { type: 'string' },
        json: { type: 'boolean', default: false },
        quick: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help === true) return { wanted: 'help' };
    const only = chosen(values.only);
    if (typeof only === 'string') {
      return { wanted: 'nonsense', line: `--only: no benchmark "${only}"; there are ${benchmarkNames.join(', ')}` };
    }
    return { wanted: 'run', arguments: { only, json: values.json, quick: values.quick } };
  } catch (error) {
    const [line = ''] = (error as Error).message.split(/\. |\n/);
    return { wanted: 'nonsense', line: `${line}. See pnpm bench --help` };
  }
};
