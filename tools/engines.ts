import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engineRun, type JestReport, jestReport } from './engine-report.ts';

/** Where the contract suites of each engine are run. */
const engines = [
  { engine: 'postgres', project: 'int', suites: 'src/postgres/event-(store|feed)\\.int\\.spec\\.ts$' },
  { engine: 'kafka', project: 'kafka', suites: 'src/kafka/event-feed\\.kafka\\.spec\\.ts$' },
  { engine: 'eventstoredb', project: 'int', suites: 'src/eventstoredb/real-server\\.int\\.spec\\.ts$' },
  { engine: 'eventstoredb-stand-in', project: 'int', suites: 'src/eventstoredb/stand-in\\.int\\.spec\\.ts$' },
] as const;

const jest = join(import.meta.dirname, 'jest.ts');

const run = (project: string, suites: string, required: boolean): JestReport | undefined => {
  const folder = mkdtempSync(join(tmpdir(), 'campaigns-engines-'));
  const file = join(folder, 'report.json');
  // What an engine's suite leaves open must not keep the next engine from its turn; other runs find that.
  const choice = ['--selectProjects', project, '--testPathPatterns', suites, '--passWithNoTests', '--forceExit'];
  const env = project === 'kafka' && required ? { ...process.env, REQUIRE_KAFKA: 'true' } : process.env;
  spawnSync(process.execPath, [jest, ...choice, '--json', `--outputFile=${file}`], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env,
  });
  try {
    return jestReport.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/**
 * Runs the contract suites of the engines that are named, else of all, and says at the end which ran and which could not.
 * Fails when a suite failed, or when an engine that `REQUIRE_ENGINES` names (comma-separated) could not run.
 */
const names = process.argv.slice(2);
const required = (process.env['REQUIRE_ENGINES'] ?? '')
  .split(',')
  .map((name) => name.trim())
  .filter((name) => name !== '');
const unknown = [...names, ...required].filter((name) => !engines.some(({ engine }) => engine === name));
if (unknown.length > 0) {
  process.stderr.write(
    `No such engine: ${unknown.join(', ')}. There are ${engines.map((each) => each.engine).join(', ')}\n`,
  );
  process.exit(2);
}

const runs = engines
  .filter(({ engine }) => names.length === 0 || names.includes(engine))
  .map(({ engine, project, suites }) => {
    const isRequired = required.includes(engine);
    return engineRun(engine, run(project, suites, isRequired), isRequired);
  });
process.stdout.write(`\n${runs.map(({ line }) => line).join('\n')}\n`);
process.exitCode = runs.some(({ outcome }) => outcome === 'failed') ? 1 : 0;
