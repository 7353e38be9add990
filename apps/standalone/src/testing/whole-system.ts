import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { describeAnalystLogin } from './analyst-login.ts';
import { describeConnecting } from './connecting.ts';
import { describeDeadLetters } from './dead-letters.ts';
import { describeDemo } from './demo.ts';
import { describePowerCut } from './power-cut.ts';
import { describeProductLaunch } from './product-launch.ts';
import { describePublicApi } from './public-api.ts';
import { describeRebuild } from './rebuild.ts';
import { describeSeedAgain } from './seed-again.ts';
import { describeSixPlatforms } from './six-platforms.ts';
import type { SystemUnderTest } from './system-under-test.ts';

/**
 * Everything that is promised of the running product, on one system that is started once; the launch finds it untouched.
 * `describeMore` has what only such a system can show, before it ends.
 */
export const describeWholeSystem = <System extends SystemUnderTest>(
  name: string,
  start: () => Promise<System>,
  describeMore: (running: () => System) => void = () => undefined,
): void => {
  describe(name, () => {
    let system: System;
    beforeAll(async () => {
      system = await start();
    }, 120_000);
    afterAll(() => system?.stop(), 60_000);
    const running = (): System => system;

    describeProductLaunch(running);
    describeSixPlatforms(running);
    describeDemo(running);
    describeSeedAgain(running);
    describePublicApi(running);
    describeConnecting(running);
    describeAnalystLogin(running);
    describeRebuild(running);
    describeDeadLetters(running);
    describePowerCut(running);
    describeMore(running);

    it('ends every process with 0 when it is told to', async () => {
      const codes = await system.terminate();
      expect(codes.length).toBeGreaterThan(0);
      expect(codes.filter(([, code]) => code !== 0)).toEqual([]);
    }, 60_000);
  });
};
