import { z } from 'zod';

/** One call of jest: its arguments, and the file that its report goes to where one was asked for. */
export type TestRun = Readonly<{ args: readonly string[]; reportFile?: string }>;

/**
 * Projects whose files share nothing but a Postgres server, on which each has databases of its own: two of them at a time.
 * The files of the others start whole systems or stop and freeze processes, and go by what they see within seconds.
 */
const sideBySide = ['unit', 'int'];
const oneByOne = ['kafka', 'e2e'];
const atOnce = '--maxWorkers=2';

const named = '--outputFile=';

/** What one has asked for with these arguments. Only a call for everything is cut in two; anything else is left as it is. */
export const testRuns = (args: readonly string[]): readonly TestRun[] => {
  const isForAll = args.every((arg) => arg === '--json' || arg.startsWith(named));
  const file = args.find((arg) => arg.startsWith(named))?.slice(named.length);
  // A report that goes to standard output cannot be put together from two.
  if (!isForAll || (args.includes('--json') && file === undefined)) return [{ args }];
  const rest = args.filter((arg) => !arg.startsWith(named));
  const run = (index: number, ...own: readonly string[]): TestRun => {
    if (file === undefined) return { args: [...rest, ...own] };
    const reportFile = `${file}.${index}`;
    return { args: [...rest, `${named}${reportFile}`, ...own], reportFile };
  };
  return [run(1, atOnce, '--selectProjects', ...sideBySide), run(2, '--runInBand', '--selectProjects', ...oneByOne)];
};

/** Where the report on all of it goes. */
export const reportFileOf = (args: readonly string[]): string | undefined =>
  args.find((arg) => arg.startsWith(named))?.slice(named.length);

const report = z.looseObject({ success: z.boolean(), testResults: z.array(z.unknown()) });
type Report = z.infer<typeof report>;

const countsOf = (one: Report): readonly (readonly [string, number])[] =>
  Object.entries(one).flatMap(([name, value]) =>
    name.startsWith('num') && typeof value === 'number' ? [[name, value] as const] : [],
  );

/** The report on several runs, as jest would write it on one. Throws ZodError for what is no report. */
export const reportOfAll = (reports: readonly unknown[]): Report => {
  const read = reports.map((each) => report.parse(each));
  const counts: Record<string, number> = {};
  for (const [name, count] of read.flatMap(countsOf)) counts[name] = (counts[name] ?? 0) + count;
  return {
    ...read[0],
    ...counts,
    success: read.every(({ success }) => success),
    testResults: read.flatMap(({ testResults }) => testResults),
  };
};
