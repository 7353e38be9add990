import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { deployMany } from './crash-test/deployments.ts';
import { patientClient } from './crash-test/patient-client.ts';
import { platformFaults } from './crash-test/platform-faults.ts';
import { faultsOf } from './crash-test/verdict.ts';
import type { SystemUnderTest } from './system-under-test.ts';

/** The short form of the crash test: everything dies at once in the middle of the work. */
export const describePowerCut = (running: () => SystemUnderTest): void => {
  describe('When platforms fail and every process is killed at once', () => {
    it('no deployment is lost and no campaign is bought twice', async () => {
      const { apiUrl, token, sandbox, powerCut } = running();
      await sandbox.setFaults(platformFaults);
      let cut: Promise<void> | undefined;
      const deployments = await deployMany(patientClient(apiUrl, token), {
        ...{ first: 2_001, count: 20, atOnce: 8, pause: () => sleep(200) },
        onEnd: (ended) => {
          if (ended >= 4) cut ??= powerCut();
        },
      });
      await cut;
      const struck = await sandbox.faultsStruck();
      await sandbox.setFaults([]);
      expect(faultsOf(deployments, await sandbox.campaigns())).toEqual([]);
      expect(deployments).toHaveLength(20);
      // Otherwise nothing was tested.
      expect(struck).toBeGreaterThan(5);
      expect(deployments.filter(({ workflow }) => workflow.status === 'completed')).not.toEqual([]);
    }, 240_000);
  });
};
