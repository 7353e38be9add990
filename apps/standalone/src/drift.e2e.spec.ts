import { afterAll, beforeAll } from '@jest/globals';
import { describeDrift } from './testing/drift.ts';
import { launchClockSpeed } from './testing/product-launch.ts';
import { startSingleProcessSystem } from './testing/single-process-system.ts';
import type { SystemUnderTest } from './testing/system-under-test.ts';

let system: SystemUnderTest;
beforeAll(async () => {
  system = await startSingleProcessSystem(launchClockSpeed);
}, 120_000);
afterAll(() => system?.stop(), 60_000);

describeDrift(() => system);
