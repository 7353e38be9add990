import { setTimeout as sleep } from 'node:timers/promises';
import { describeWithKafka } from '@campaigns/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deployMany } from '../testing/crash-test/deployments.ts';
import { patientClient } from '../testing/crash-test/patient-client.ts';
import { faultsOf } from '../testing/crash-test/verdict.ts';
import { type DistributedSystem, startDistributedSystem } from '../testing/distributed-system.ts';
import { describeProductLaunch, launchClockSpeed } from '../testing/product-launch.ts';

describeWithKafka('Services that run as processes of their own, on Postgres and Kafka', (brokers) => {
  let system: DistributedSystem;

  beforeAll(async () => {
    system = await startDistributedSystem(brokers, { clockSpeed: launchClockSpeed });
  }, 120_000);
  afterAll(() => system?.stop(), 60_000);

  describeProductLaunch('every service a process of its own', async () => ({
    ...{ api: system.api, sandbox: system.sandbox },
    stop: async () => undefined,
  }));

  describe('While platforms fail and processes are killed', () => {
    it('no deployment is lost and no campaign bought twice', async () => {
      const { apiUrl, token, sandbox, killOne, startOne } = system;
      await sandbox.setFaults([
        { kind: 'server_error', probability: 0.1 },
        { kind: 'drop_after_commit', probability: 0.05 },
        { kind: 'validation', probability: 0.1, platform: 'tiktok', operation: 'create' },
      ]);
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

  it('each end with 0 when they are told to', async () => {
    const codes = await system.terminate();
    expect(codes).toHaveLength(7);
    expect(codes.filter(([, code]) => code !== 0)).toEqual([]);
  }, 60_000);
});
