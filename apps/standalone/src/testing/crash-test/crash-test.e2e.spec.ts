import { expect, it } from '@jest/globals';
import { crashTest } from './crash-test.ts';
import { seededRandom } from './seeded-random.ts';

it('loses no deployment and buys no campaign twice, however the system and the platforms fail', async () => {
  const result = await crashTest({
    ...{ deployments: 30, kills: 4, atOnce: 8, random: seededRandom(7) },
    say: () => undefined,
  });
  expect(result.faults).toEqual([]);
  expect(result).toMatchObject({ deployments: 30, kills: 4 });
  expect(result.completed + result.rolledBack + result.inPart).toBe(30);
  // Otherwise nothing was tested.
  expect(result.faultsInjected).toBeGreaterThan(10);
  expect(result.completed).toBeGreaterThan(0);
}, 240_000);
