import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

/** Runs jest with what native ES modules need; every argument is passed on. */
const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
const { status } = spawnSync(process.execPath, [...flags, jest, ...process.argv.slice(2)], { stdio: 'inherit' });
process.exitCode = status ?? 1;
