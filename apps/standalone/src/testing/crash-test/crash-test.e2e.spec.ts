import { expect, it } from '@jest/globals';
import { runToEnd } from '../running-system.ts';
import { crashTest } from './crash-test.ts';
import { seededRandom } from './seeded-random.ts';

it.each([
  ['--deployments', '0'],
  ['--deployments', 'many'],
  ['--kills', '-1'],
  ['--at-once', '1000'],
  ['--schedules', '5'],
  ['--colour', 'red'],
])('refuses %s %s with one line and 2', async (flag, value) => {
  const { code, stdout, stderr } = await runToEnd('testing/crash-test/main.ts', [`${flag}=${value}`]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).toContain(flag);
});

it('loses no deployment and buys no campaign twice, however the system and the platforms fail', async () => {
  const result = await crashTest({
    ...{ deployments: 30, kills: 4, atOnce: 8, random: seededRandom(7) },
    say: () => undefined,
  });
  expect(result.faults).toEqual([]);
  expect(result.kills).toBe(4);
  expect(result.deployments).toBeGreaterThanOrEqual(30);
  expect(result.completed + result.rolledBack + result.inPart).toBe(result.deployments);
  // Otherwise nothing was tested.
  expect(result.faultsInjected).toBeGreaterThan(10);
  expect(result.completed).toBeGreaterThan(0);
}, 240_000);
