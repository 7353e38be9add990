import { describe, expect, it } from '@jest/globals';
import { engineRun, type JestReport } from './engine-report.ts';

const report = (...statuses: readonly string[]): JestReport => ({
  testResults: [
    { message: '', assertionResults: statuses.map((status) => ({ status, ancestorTitles: ['Kafka (needs Docker)'] })) },
  ],
});

describe('The report on an engine', () => {
  it('says that its contract suites ran', () => {
    expect(engineRun('kafka', report('passed', 'passed', 'pending'), false)).toMatchObject({
      outcome: 'passed',
      line: 'kafka: ran, 2 passed',
    });
  });

  it('says that one of its tests failed', () => {
    expect(engineRun('kafka', report('passed', 'failed'), false)).toMatchObject({
      outcome: 'failed',
      line: 'kafka: FAILED, 1 passed, 1 failed',
    });
  });

  it('says what is missing when all its tests were skipped', () => {
    expect(engineRun('kafka', report('pending', 'pending'), false)).toMatchObject({
      outcome: 'not-run',
      line: 'kafka: could not run, needs Docker',
    });
  });

  it('takes the absence of a required engine for a failure', () => {
    expect(engineRun('kafka', report('pending'), true)).toMatchObject({
      outcome: 'failed',
      line: 'kafka: could not run, needs Docker, and is required',
    });
  });

  it('takes a suite that cannot be loaded, or a run that cannot begin, for a failure', () => {
    const unloadable = { testResults: [{ message: 'SyntaxError', assertionResults: [] }] };
    expect(engineRun('kafka', unloadable, false).outcome).toBe('failed');
    expect(engineRun('kafka', undefined, false).outcome).toBe('failed');
  });

  it('does not take an engine without suites for one that passed', () => {
    expect(engineRun('kafka', { testResults: [] }, false).line).toBe('kafka: could not run, it has no suite');
    expect(engineRun('kafka', { testResults: [] }, true).outcome).toBe('failed');
  });
});
