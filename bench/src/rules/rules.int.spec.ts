import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import type { Measured } from '../benchmark.ts';

const main = join(import.meta.dirname, '../main.ts');

it('The benchmark of rules runs: results that arrive are evaluated by all rules and make some of them act in time', async () => {
  const args = [main, '--only', 'rules', '--quick', '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const { results } = JSON.parse(stdout) as Readonly<{ results: readonly Measured[] }>;
  const figures = results[0]?.figures ?? [];
  const figure = (name: RegExp) => figures.find((each) => name.test(each.name))?.value;

  expect(figure(/^20 reports a second: to command, p99/)).toBeGreaterThan(0);
  expect(figure(/^20 reports a second: to command, p99/)).toBeLessThan(5_000);
  expect(figure(/^20 reports a second: to all evaluations, p99/)).toBeLessThan(5_000);
  expect(figure(/^commands/)).toBeGreaterThan(0);
  // Of ten rules of the organisation two wait for their time; each campaign has a rule or two of its own.
  expect(figure(/^evaluations/)).toBeGreaterThan(8);
  expect(figure(/^evaluations/)).toBeLessThan(10);
  expect(figure(/^highest rate/)).toBeGreaterThanOrEqual(20);
}, 120_000);
