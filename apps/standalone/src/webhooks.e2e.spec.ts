import { restOperations } from '@campaigns/contracts';
import { eventually } from '@campaigns/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deployOnce } from './testing/deploy-once.ts';
import { startSingleProcessSystem } from './testing/single-process-system.ts';
import type { SystemUnderTest } from './testing/system-under-test.ts';

let system: SystemUnderTest;
let orchestrationId: string;

beforeAll(async () => {
  system = await startSingleProcessSystem(1);
  await deployOnce(system.api);
  const { orchestrations } = restOperations.listOrchestrations.response.parse(await system.api.get(''));
  orchestrationId = orchestrations[0]?.orchestration_id ?? '';
}, 120_000);
afterAll(() => system?.stop(), 60_000);

const mappingOn = async (platform: 'meta' | 'tiktok') => {
  const answer = await system.api.get(`/${orchestrationId}`);
  const { mappings } = restOperations.getOrchestration.response.parse(answer).orchestration;
  const found = mappings.find((mapping) => mapping.platform === platform);
  if (found === undefined) throw new Error(`Nothing was deployed to ${platform}`);
  return found;
};

/** The syncs that notices have started, by run, once all have ended. */
const noticeSyncs = () =>
  eventually(
    async () => {
      const answer = await system.api.get(`/${orchestrationId}/sync-logs?limit=200`);
      const logs = restOperations.listSyncLogs.response.parse(answer).sync_logs;
      expect(logs.filter(({ status }) => status === 'running')).toEqual([]);
      return Map.groupBy(
        logs.filter(({ trigger }) => trigger === 'notice'),
        ({ workflow_id: run }) => run,
      );
    },
    { timeoutMs: 20_000, everyMs: 50 },
  );

const order = async (platform: 'meta' | 'tiktok', as: string) => {
  const { ad_account_id: adAccountId } = await mappingOn(platform);
  const callbackUrl = `${system.apiUrl}/api/webhooks/${platform}`;
  return system.sandbox.sendWebhook({ platform, as, adAccountId, callbackUrl, verifyToken: 'sandbox-verify-token' });
};

describe('A notice that an ad platform sends', () => {
  it('starts nothing without a good signature, or with an old one', async () => {
    expect(await order('meta', 'bad_signature')).toEqual([401]);
    expect(await order('tiktok', 'stale')).toEqual([401]);
    expect((await noticeSyncs()).size).toBe(0);
  });

  it('is preceded by a handshake, of Meta and of LinkedIn', async () => {
    expect(await order('meta', 'challenge')).toEqual([200]);
    const asked = { platform: 'linkedin', as: 'challenge', adAccountId: '507000001' } as const;
    const callbackUrl = `${system.apiUrl}/api/webhooks/linkedin`;
    expect(await system.sandbox.sendWebhook({ ...asked, callbackUrl })).toEqual([200]);
  });

  it('leads to one completed sync that the API shows, also when it is delivered twice', async () => {
    expect(await order('meta', 'duplicate')).toEqual([200, 200]);
    const runs = await eventually(
      async () => {
        const found = [...(await noticeSyncs()).values()];
        expect(found).toHaveLength(1);
        return found;
      },
      { timeoutMs: 20_000, everyMs: 50 },
    );
    const { mapping_id: onMeta } = await mappingOn('meta');
    expect(runs[0]?.find(({ mapping_id: mapping }) => mapping === onMeta)).toMatchObject({
      ...{ sync_type: 'incremental', direction: 'pull', trigger: 'notice', status: 'completed' },
    });
    const workflow = await system.api.get(`/workflows/${runs[0]?.[0]?.workflow_id}`);
    expect(restOperations.getWorkflow.response.parse(workflow).workflow).toMatchObject({
      ...{ goal: 'sync', status: 'completed', requested_by: 'meta' },
    });
  }, 60_000);

  it('of another platform leads to another sync', async () => {
    expect(await order('tiktok', 'genuine')).toEqual([200]);
    await eventually(async () => expect((await noticeSyncs()).size).toBe(2), { timeoutMs: 20_000, everyMs: 50 });
  }, 60_000);
});
