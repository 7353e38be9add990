import { setTimeout as sleep } from 'node:timers/promises';
import { describeWithKafka } from '@campaigns/testing';
import { describe, expect, it } from '@jest/globals';
import { deployMany } from '../testing/crash-test/deployments.ts';
import { patientClient } from '../testing/crash-test/patient-client.ts';
import { platformFaults } from '../testing/crash-test/platform-faults.ts';
import { faultsOf } from '../testing/crash-test/verdict.ts';
import { type DistributedSystem, startDistributedSystem } from '../testing/distributed-system.ts';
import { launchClockSpeed } from '../testing/product-launch.ts';
import { describeWholeSystem } from '../testing/whole-system.ts';

const describeReplacements = (running: () => DistributedSystem): void => {
  describe('While platforms fail and an orchestrator and a sync-worker are killed and replaced', () => {
    it('no deployment is lost and no campaign bought twice', async () => {
      const { apiUrl, token, sandbox, killOne, startOne } = running();
      await sandbox.setFaults(platformFaults);
      const replace = async (service: 'orchestrator' | 'sync-worker'): Promise<void> => {
        await killOne(service);
        await startOne(service);
      };
      let replacing: Promise<unknown> | undefined;
      const deployments = await deployMany(patientClient(apiUrl, token), {
        ...{ count: 20, atOnce: 8, pause: () => sleep(200) },
        onEnd: (ended) => {
          if (ended >= 4) replacing ??= Promise.all([replace('orchestrator'), replace('sync-worker')]);
        },
      });
      await replacing;
      const struck = await sandbox.faultsStruck();
      await sandbox.setFaults([]);
      expect(faultsOf(deployments, await sandbox.campaigns())).toEqual([]);
      expect(deployments).toHaveLength(20);
      // Otherwise nothing was tested.
      expect(struck).toBeGreaterThan(5);
      expect(deployments.filter(({ workflow }) => workflow.status === 'completed')).not.toEqual([]);
    }, 180_000);
  });
};

describeWithKafka('With the log in Postgres, delivered by Kafka,', (brokers) => {
  describeWholeSystem(
    'services as processes of their own',
    () => startDistributedSystem(brokers, { clockSpeed: launchClockSpeed }),
    describeReplacements,
  );
});
