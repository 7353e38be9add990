import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { reportFileOf, reportOfAll, testRuns } from './test-runs.ts';

/** Runs jest with what native ES modules need; every argument is passed on. */
const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
const args = process.argv.slice(2);

const runs = testRuns(args);
// Each of them, also after one that has failed: all failures are told at once.
const codes = runs.map(({ args: own }) => spawnSync(process.execPath, [...flags, jest, ...own], { stdio: 'inherit' }));
process.exitCode = Math.max(...codes.map(({ status }) => status ?? 1));

const [file, parts] = [reportFileOf(args), runs.flatMap(({ reportFile }) => reportFile ?? [])];
if (file !== undefined && parts.length > 0) {
  const report = reportOfAll(parts.map((part) => JSON.parse(readFileSync(part, 'utf8'))));
  writeFileSync(file, JSON.stringify(report));
  for (const part of parts) rmSync(part);
}
