import { afterAll, beforeAll } from '@jest/globals';
import { describeSeasonalSale, saleClockSpeed, saleSandboxDayMs } from './testing/seasonal-sale.ts';
import { startSingleProcessSystem } from './testing/single-process-system.ts';
import type { SystemUnderTest } from './testing/system-under-test.ts';

let system: SystemUnderTest;
beforeAll(async () => {
  system = await startSingleProcessSystem(saleClockSpeed, saleSandboxDayMs);
}, 120_000);
afterAll(() => system?.stop(), 60_000);

describeSeasonalSale(() => system);
