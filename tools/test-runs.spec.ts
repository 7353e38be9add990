import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { reportOfAll, testRuns } from './test-runs.ts';

const config = readFileSync(new URL('../jest.config.js', import.meta.url), 'utf8');
const projectNames = [...config.matchAll(/displayName: '(\w+)'/g)].map(([, name]) => name);

describe('A call of the tests', () => {
  it.each([[[]], [['--json', '--outputFile=all.json']]])(
    'for everything (%j) runs each project once, in two runs',
    (args) => {
      const runs = testRuns(args);
      const projects = runs.flatMap((run) => run.args.slice(run.args.indexOf('--selectProjects') + 1));
      expect(projects.toSorted()).toEqual(projectNames.toSorted());
      expect(runs.map((run) => run.args.filter((arg) => /maxWorkers|runInBand/.test(arg)))).toEqual([
        ['--maxWorkers=2'],
        ['--runInBand'],
      ]);
    },
  );

  it('has a report of each of them, and leaves out none of what was asked', () => {
    const runs = testRuns(['--json', '--outputFile=all.json']);
    expect(runs.map(({ reportFile }) => reportFile)).toEqual(['all.json.1', 'all.json.2']);
    for (const { args, reportFile } of runs) {
      expect(args).toEqual(expect.arrayContaining(['--json', `--outputFile=${reportFile}`]));
    }
  });

  it.each([
    [['--selectProjects', 'kafka']],
    [['packages/domain']],
    [['--json']],
    [['--json', '--outputFile', 'all.json']],
    [['--listTests']],
  ])('for something else (%j) is left as it is', (args) => {
    expect(testRuns(args)).toEqual([{ args }]);
  });
});

describe('The report on several runs', () => {
  const one = { numPassedTests: 3, numFailedTests: 0, numRuntimeErrorTestSuites: 0, success: true, testResults: ['a'] };
  const other = {
    numPassedTests: 4,
    numFailedTests: 1,
    numRuntimeErrorTestSuites: 2,
    success: false,
    testResults: ['b'],
  };

  it('counts the tests of all, and fails when one has', () => {
    expect(reportOfAll([one, other])).toEqual({
      ...{ numPassedTests: 7, numFailedTests: 1, numRuntimeErrorTestSuites: 2 },
      ...{ success: false, testResults: ['a', 'b'] },
    });
    expect(reportOfAll([one, one]).success).toBe(true);
  });

  it('is not made of what is no report', () => {
    expect(() => reportOfAll([one, {}])).toThrow(/success/);
  });
});
