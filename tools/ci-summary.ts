import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** Prints the closing line of a check run; exits 1 when a test or a check failed, or when no test ran. */
const [file = '', failedChecks = '0'] = process.argv.slice(2);
const report = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  numRuntimeErrorTestSuites: z.int(),
});

const read = () => {
  try {
    return report.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return { numPassedTests: 0, numFailedTests: 1, numPendingTests: 0, numRuntimeErrorTestSuites: 0 };
  }
};

const { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites } = read();
const failed = numFailedTests + numRuntimeErrorTestSuites;
process.stdout.write(`${numPassedTests} passed, ${failed} failed, ${numPendingTests} skipped\n`);
process.exitCode = failed > 0 || Number(failedChecks) > 0 || numPassedTests === 0 ? 1 : 0;
