import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import type { Measured } from '../benchmark.ts';

const main = join(import.meta.dirname, '../main.ts');

it('The benchmark of platform calls runs, and no sync-worker is faster than it can be', async () => {
  const args = [main, '--only', 'platform-calls', '--quick', '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const { results } = JSON.parse(stdout) as Readonly<{ results: readonly Measured[] }>;
  const [calls, heap, leftBehind] = results[0]?.figures ?? [];
  expect(calls).toMatchObject({ unit: 'calls/s', limit: { value: 320 } });
  expect(calls?.ratio).toBeGreaterThan(0);
  expect(calls?.ratio).toBeLessThanOrEqual(1);
  expect(heap?.ratio).toBeGreaterThanOrEqual(1);
  expect(leftBehind).toMatchObject({ unit: 'bytes', value: expect.any(Number) });
});
