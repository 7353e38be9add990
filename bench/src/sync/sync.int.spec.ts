import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import type { Measured } from '../benchmark.ts';

const main = join(import.meta.dirname, '../main.ts');

it('The benchmark of syncs runs, within the time until the next one and not faster than platforms allow', async () => {
  const args = [main, '--only', 'sync', '--quick', '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const { results } = JSON.parse(stdout) as Readonly<{ results: readonly Measured[] }>;
  const figures = results[0]?.figures ?? [];
  const figureOf = (name: RegExp) => figures.find((figure) => name.test(figure.name));

  expect(figureOf(/^240 mappings/)?.ratio).toBeLessThan(1);
  expect(figureOf(/^simulated time/)?.ratio).toBeGreaterThanOrEqual(1);
  for (const busiest of [/^snapchat/, /^tiktok/]) {
    expect(figureOf(busiest)).toMatchObject({ limit: { name: 'calls per app' } });
    expect(figureOf(busiest)?.ratio).toBeGreaterThanOrEqual(1);
    // With room kept for changes that hardly any sync makes, it would be two.
    expect(figureOf(busiest)?.ratio).toBeLessThan(1.8);
  }
  // Of each mapping two operations, each begun and ended, and what was reported.
  expect(figureOf(/^events/)?.value).toBeGreaterThan(240 * 4);
  expect(figureOf(/^most heap/)?.ratio).toBeGreaterThanOrEqual(1);
}, 120_000);
