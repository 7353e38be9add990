import { z } from 'zod';

/** What jest writes with `--json`, as far as it matters here. */
export const jestReport = z.object({
  testResults: z.array(
    z.object({
      message: z.string(),
      assertionResults: z.array(z.object({ status: z.string(), ancestorTitles: z.array(z.string()) })),
    }),
  ),
});
export type JestReport = z.infer<typeof jestReport>;

/** `failed` also stands for an engine that is required and was not there. */
export type EngineRun = Readonly<{ engine: string; outcome: 'passed' | 'failed' | 'not-run'; line: string }>;

const skippedSuite = /\((needs .+)\)$/;

/** What became of the contract suites of one engine. `report` is `undefined` when jest could not even begin. */
export const engineRun = (engine: string, report: JestReport | undefined, required: boolean): EngineRun => {
  const tests = report?.testResults.flatMap(({ assertionResults }) => assertionResults) ?? [];
  const count = (status: string): number => tests.filter((test) => test.status === status).length;
  const [passed, failed] = [count('passed'), count('failed')];
  // A file that could not be loaded has no tests, only a message.
  const broken = report?.testResults.filter(
    ({ message, assertionResults }) => message !== '' && assertionResults.length === 0,
  ).length;
  if (report === undefined || failed > 0 || broken !== 0) {
    const why = report === undefined ? 'jest could not run its suites' : `${passed} passed, ${failed} failed`;
    return { engine, outcome: 'failed', line: `${engine}: FAILED, ${why}` };
  }
  if (passed > 0) return { engine, outcome: 'passed', line: `${engine}: ran, ${passed} passed` };
  const titles = tests.flatMap(({ ancestorTitles }) => ancestorTitles);
  const reason = titles.map((title) => skippedSuite.exec(title)?.[1]).find((found) => found !== undefined);
  const line = `${engine}: could not run, ${reason ?? 'it has no suite'}`;
  return { engine, outcome: required ? 'failed' : 'not-run', line: required ? `${line}, and is required` : line };
};
