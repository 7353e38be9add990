import { afterAll, beforeAll } from '@jest/globals';
import { describeBestPractice } from './testing/best-practice.ts';
import { describeBrandAwareness } from './testing/brand-awareness.ts';
import { describeDailyOptimisation } from './testing/daily-optimisation.ts';
import { startSingleProcessSystem } from './testing/single-process-system.ts';
import type { SystemUnderTest } from './testing/system-under-test.ts';

/** A day of the platforms and of the business lasts so long: a week is over in a minute. */
const dayMs = 10_000;

/** What waits for a second waits for hours of the business, and would be given up. */
const unlimited = { TIKTOK_CALLS_PER_SECOND: '1000', SNAPCHAT_CALLS_PER_SECOND: '1000' };

let system: SystemUnderTest;
beforeAll(async () => {
  system = await startSingleProcessSystem(86_400_000 / dayMs, dayMs, unlimited);
}, 120_000);
afterAll(() => system?.stop(), 60_000);

const running = (): SystemUnderTest => system;
const brandAwareness = (): void => describeBrandAwareness(running);
const bestPractice = (): void => describeBestPractice(running, brandAwareness);
describeDailyOptimisation(running, bestPractice);
