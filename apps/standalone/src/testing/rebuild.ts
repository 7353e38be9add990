import { setTimeout as sleep } from 'node:timers/promises';
import { templatesAnswer } from '@campaigns/contracts';
import { logPool } from '@campaigns/event-sourcing';
import { describe, expect, it } from '@jest/globals';
import { demoOrgId } from '../demo/seed.ts';
import { deployMany } from './crash-test/deployments.ts';
import { patientClient } from './crash-test/patient-client.ts';
import { faultsOf } from './crash-test/verdict.ts';
import { runToEnd } from './running-system.ts';
import type { SystemUnderTest } from './system-under-test.ts';

/** A row that no event has made. */
const addByHand = async (databaseUrl: string): Promise<void> => {
  const owner = logPool({ url: databaseUrl, applicationName: 'tests', max: 1 });
  await owner.query(
    `insert into read.campaign_templates values (gen_random_uuid(), $1, 'by hand', null, 'awareness', 'traffic', '{meta}',
       '{}', '{}', '{}', '{}', '{}', false, true, false, 0, 'nobody', now(), now(), 0)`,
    [demoOrgId],
  );
  await owner.end();
};

/** The command that makes the read tables anew, beside a system that works. */
export const describeRebuild = (running: () => SystemUnderTest): void => {
  const names = async (): Promise<readonly string[]> =>
    templatesAnswer.parse(await running().api.get('/templates')).templates.map(({ name }) => name);

  describe('Rebuilding the read tables while campaigns are deployed', () => {
    it('puts what the log says in the place of whatever was there, and loses sight of no campaign', async () => {
      const { apiUrl, token, env, databaseUrl, sandbox } = running();
      const before = await names();
      await addByHand(databaseUrl);
      expect(await names()).toContain('by hand');
      const deploying = deployMany(patientClient(apiUrl, token), {
        ...{ first: 1_001, count: 6, atOnce: 2, pause: () => sleep(100), onEnd: () => undefined },
      });
      const { code, stdout, stderr } = await runToEnd('rebuild-read-tables.ts', [], env);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(/Read tables rebuilt: [\d,]+ events in [\d.]+ s, [\d,]+ per second\.\n$/);
      expect((await names()).toSorted()).toEqual(before.toSorted());
      const deployments = await deploying;
      expect(faultsOf(deployments, await sandbox.campaigns())).toEqual([]);
      expect(deployments.map(({ workflow }) => workflow.status)).toEqual(deployments.map(() => 'completed'));
    }, 90_000);
  });
};
