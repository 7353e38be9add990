import type { CampaignChildren } from '@campaigns/contracts';
import type { AccountCall, PlatformAdapter, RemoteCampaign } from '@campaigns/sync-worker';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { platforms } from './platforms/index.ts';
import { creating, madeCampaign, names, specOf } from './testing/marked-campaign.ts';
import { accountIds } from './testing/matrix-conditions.ts';
import { adaptersAt, callFor, openingOf } from './testing/product-adapters.ts';
import { type RunningSandbox, runningSandbox, startOfTests } from './testing/running-sandbox.ts';
import { sampleCreative } from './testing/sample-ads.ts';

/** Which of two ads is shown, on every platform: what the adapter does, the sandbox has to show. */

describe.each(platforms.map(({ name }) => name))('two ads on %s', (platform) => {
  let sandbox: RunningSandbox;
  let adapter: PlatformAdapter;
  let call: AccountCall;
  let remote: RemoteCampaign;
  let children: CampaignChildren;
  let serial = 0;

  beforeAll(async () => {
    sandbox = await runningSandbox();
    adapter = adaptersAt(sandbox.url, { logger: pino({ level: 'silent' }), timeoutMs: 20_000 })[platform];
  });
  afterAll(() => sandbox.close());

  beforeEach(async () => {
    serial += 1;
    const adAccountId = accountIds[platform](serial);
    await sandbox.openAccount(platform, adAccountId, openingOf(platform));
    call = callFor(platform, adAccountId);
    const spec = specOf(platform);
    const made = await madeCampaign(adapter, call, spec, 'ad');
    ({ remote } = made);
    const { platformAdGroupId, platformAdIds } = made.children;
    const other = { ...sampleCreative, creativeId: 'c0000000-0000-4000-8000-000000000009', name: 'Hero B' };
    const { platformAdId } = await adapter.createAd(call, {
      ...{ platformCampaignId: remote.platformCampaignId, platformAdGroupId, spec, creative: other },
      ...{ name: `Hero B ${names.ad.name.slice(-15, -1)}2]`, ...creating },
    });
    children = { platformAdGroupId, platformAdIds: [...platformAdIds, platformAdId] };
    await adapter.setStatus(call, remote.platformCampaignId, 'active', children);
  });

  const set = (index: number, status: 'active' | 'paused'): Promise<void> =>
    adapter.setAdStatus(
      call,
      {
        ...{ platformCampaignId: remote.platformCampaignId, platformAdGroupId: children.platformAdGroupId },
        platformAdId: children.platformAdIds[index] ?? '',
      },
      status,
    );
  const shown = async (): Promise<readonly string[]> => {
    const { seen } = await adapter.readChanges(call, remote, { since: new Date(startOfTests), children });
    return children.platformAdIds.map((id) => seen.find(({ platformId }) => platformId === id)?.status ?? 'unseen');
  };

  it('are both shown; one rests, and is shown again, as often as it is said', async () => {
    expect(await shown()).toEqual(['active', 'active']);
    await set(0, 'paused');
    await set(0, 'paused');
    expect(await shown()).toEqual(['paused', 'active']);
    await set(0, 'active');
    await set(0, 'active');
    expect(await shown()).toEqual(['active', 'active']);
  });

  it('stay as they are when their campaign is paused and resumed without the one that rests', async () => {
    await set(1, 'paused');
    await adapter.setStatus(call, remote.platformCampaignId, 'paused', children);
    const { platformAdIds, ...place } = children;
    await adapter.setStatus(call, remote.platformCampaignId, 'active', {
      ...place,
      platformAdIds: platformAdIds.slice(0, 1),
    });
    expect(await shown()).toEqual(['active', 'paused']);
    expect(await adapter.readCampaign(call, remote.platformCampaignId)).toMatchObject({ status: 'active' });
  });

  it('that are not there cannot be shown', async () => {
    // X promotes the post of whomever, so only what is no post at all is refused.
    const noAd = { google: '1~2', twitter: 'none' }[platform as string] ?? '999999999999999999';
    children = { ...children, platformAdIds: [noAd] };
    await expect(set(0, 'active')).rejects.toMatchObject({ class: expect.stringMatching(/^(not-found|validation)$/) });
  });
});
