import { afterAll, beforeAll } from '@jest/globals';
import { launchClockSpeed } from './testing/product-launch.ts';
import { describeRaces } from './testing/races.ts';
import { startSingleProcessSystem } from './testing/single-process-system.ts';
import type { SystemUnderTest } from './testing/system-under-test.ts';

let system: SystemUnderTest;
beforeAll(async () => {
  system = await startSingleProcessSystem(launchClockSpeed);
}, 120_000);
afterAll(() => system?.stop(), 60_000);

describeRaces(() => system);
