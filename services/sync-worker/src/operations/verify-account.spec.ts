import type { OperationTask } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import { exact, unsupported } from '../platforms/plan.ts';
import type { PlatformAdapter } from '../platforms/platform-port.ts';
import { adapterWith, startWorker } from '../testing/in-memory-worker.ts';
import { sampleSpec, sampleTask } from '../testing/operation-samples.ts';
import { type Checking, verifyAccount } from './verify-account.ts';

type Verification = Extract<OperationTask, { kind: 'verify-account' }>;

const { creative } = sampleTask('create-ad') as Extract<OperationTask, { kind: 'create-ad' }>;
const nothingYet = { mayHaveCampaign: false, mayHaveAds: false };
const lines = [exact('ad_group', 'targeting.age'), unsupported('ad_group', 'targeting.interests', 'has none')];
const plan: PlatformAdapter['plan'] = () => lines;

const check = (change: Partial<NonNullable<Verification['plan']>>): Verification => ({
  kind: 'verify-account',
  plan: { spec: sampleSpec, creatives: [creative], ...change },
});

const outcomeOf = async (task: Verification, behaviour: Partial<PlatformAdapter> = {}) => {
  const { start, handle, last, calls } = await startWorker(behaviour);
  await handle(await start(task));
  return { outcome: await last(), calls };
};

const on = (platform: Checking['platform'], behaviour: Partial<PlatformAdapter> = {}): Checking => ({
  ...{ platform, adapter: adapterWith(behaviour), now: () => new Date('2026-12-01T08:00:00Z') },
  call: {
    account: { adAccountId: '1', currency: 'USD', timeZone: 'Etc/UTC' },
    credentials: { platform: 'meta' } as never,
    signal: new AbortController().signal,
  },
});

const requests = async (checking: Checking, task: Verification): Promise<readonly string[]> => {
  const result = await verifyAccount(checking, task);
  if (result.kind !== 'verify-account') throw new TypeError('Another result');
  return (result.preview?.requests ?? []).map(
    ({ kind, creativeId, requests: count }) => `${count} ${kind}${creativeId === null ? '' : ' of one'}`,
  );
};

describe('A preview of a deployment', () => {
  it('tells everything, also what would be in the way, and makes nothing', async () => {
    const { outcome, calls } = await outcomeOf(check({ preview: nothingYet }), { plan });
    expect(outcome).toMatchObject({ type: 'OperationSucceeded', data: { result: { plan: lines } } });
    expect(calls).toEqual([]);
  });

  it('counts the requests of each call, of those on what is made the more the more ads there are', async () => {
    const two = [creative, { ...creative, creativeId: 'c0000000-0000-4000-8000-000000000002', name: 'Hero B' }];
    expect(await requests(on('meta'), check({ creatives: two, preview: nothingYet }))).toEqual([
      '1 verify-account',
      '1 create-campaign',
      '1 create-ad-group',
      '1 create-ad of one',
      '1 create-ad of one',
      '3 push-settings',
      '5 activate-campaign',
    ]);
  });

  it('counts the look for what may be there already', async () => {
    const mayExist = { mayHaveCampaign: true, mayHaveAds: true };
    const [, campaign, adGroup, ad] = await requests(on('snapchat'), check({ preview: mayExist }));
    expect([campaign, adGroup, ad]).toEqual(['2 create-campaign', '2 create-ad-group', '4 create-ad of one']);
  });

  it('counts nothing for a creative that the platform does not show', async () => {
    const none: PlatformAdapter['plan'] = () => [unsupported('ad', `creatives.${creative.name}`, 'no')];
    const counted = await requests(on('meta', { plan: none }), check({ preview: nothingYet }));
    expect(counted).not.toContain('1 create-ad of one');
    expect(counted).toContain('1 activate-campaign');
  });

  it('remarks on a budget that the platform would refuse', async () => {
    const spec = { ...sampleSpec, budget: { micros: 49_000_000, currency: 'USD' } };
    expect(await verifyAccount(on('tiktok'), check({ spec, preview: nothingYet }))).toMatchObject({
      preview: { remarks: [{ isBlocking: true, code: 'budget-too-small' }] },
    });
  });
});

describe('A deployment', () => {
  it('fails before anything is made when its budget is below what the platform takes', async () => {
    const spec = { ...sampleSpec, budget: { micros: 49_000_000, currency: 'USD' } };
    await expect(verifyAccount(on('tiktok'), check({ spec }))).rejects.toMatchObject({
      ...{ class: 'validation', code: 'budget-too-small' },
    });
    const { preview } = (await verifyAccount(on('tiktok'), check({}))) as { preview?: unknown };
    expect(preview).toBeUndefined();
  });
});
