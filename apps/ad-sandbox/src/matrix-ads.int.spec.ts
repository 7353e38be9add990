import type { CampaignChildren, CampaignSpec, ErrorClass } from '@campaigns/contracts';
import type { AccountCall, PlatformAdapter, RemoteCampaign } from '@campaigns/sync-worker';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { platforms } from './platforms/index.ts';
import type { PlatformName } from './state/campaign.ts';
import { creating, type Extent, madeCampaign, names, specOf } from './testing/marked-campaign.ts';
import { accountIds, conditions, hastyMs, patientMs } from './testing/matrix-conditions.ts';
import { adaptersAt, callFor, openingOf } from './testing/product-adapters.ts';
import { type Rows, type RunningSandbox, runningSandbox, startOfTests } from './testing/running-sandbox.ts';
import { sampleCreative } from './testing/sample-ads.ts';

/** Every platform, everything that is asked of its ad groups and ads, and everything that can go wrong meanwhile. */

type Asked = Readonly<{
  adapter: PlatformAdapter;
  call: AccountCall;
  spec: CampaignSpec;
  remote: RemoteCampaign;
  children: CampaignChildren;
}>;

type Verb = Readonly<{
  /** What the sandbox calls the request that is struck. */
  operation: string | ((platform: PlatformName) => string);
  mutates: boolean;
  /** What is there before. */
  begins: Extent;
  ask: (asked: Asked) => Promise<unknown>;
}>;

const range = { since: '2026-12-01', until: '2026-12-01' } as const;

const verbs: Readonly<Record<string, Verb>> = {
  'create its ad group': {
    operation: 'create',
    mutates: true,
    begins: 'campaign',
    ask: ({ adapter, call, spec, remote: { platformCampaignId } }) =>
      adapter.createAdGroup(call, { platformCampaignId, spec, name: names.adGroup.name, ...creating }),
  },
  'find the ad group by its tag': {
    operation: 'list',
    mutates: false,
    begins: 'ad group',
    ask: ({ adapter, call, remote: { platformCampaignId } }) =>
      adapter.findAdGroups(call, { platformCampaignId, ...names.adGroup }),
  },
  'create an ad': {
    operation: 'create',
    mutates: true,
    begins: 'ad group',
    ask: ({ adapter, call, spec, remote: { platformCampaignId }, children: { platformAdGroupId } }) =>
      adapter.createAd(call, {
        ...{ platformCampaignId, platformAdGroupId, spec, creative: sampleCreative, name: names.ad.name },
        ...creating,
      }),
  },
  'find the ad by its tag': {
    operation: 'list',
    mutates: false,
    begins: 'ad',
    ask: ({ adapter, call, remote: { platformCampaignId }, children: { platformAdGroupId } }) =>
      adapter.findAds(call, { platformCampaignId, platformAdGroupId, ...names.ad }),
  },
  'activate ads, ad group and campaign': {
    operation: 'resume',
    mutates: true,
    begins: 'ad',
    ask: ({ adapter, call, remote, children }) =>
      adapter.setStatus(call, remote.platformCampaignId, 'active', children),
  },
  'pause campaign and ad group': {
    operation: 'pause',
    mutates: true,
    begins: 'active ad',
    ask: ({ adapter, call, remote, children }) =>
      adapter.setStatus(call, remote.platformCampaignId, 'paused', children),
  },
  'rest an ad': {
    // X has no pause for an ad: what promotes it is deleted.
    operation: (platform) => (platform === 'twitter' ? 'delete' : 'pause'),
    mutates: true,
    begins: 'active ad',
    ask: ({ adapter, call, remote: { platformCampaignId }, children: { platformAdGroupId, platformAdIds } }) =>
      adapter.setAdStatus(
        call,
        { platformCampaignId, platformAdGroupId, platformAdId: platformAdIds[0] ?? '' },
        'paused',
      ),
  },
  'remove everything': {
    operation: 'delete',
    mutates: true,
    begins: 'ad',
    ask: ({ adapter, call, remote }) => adapter.removeCampaign(call, remote.platformCampaignId),
  },
  'fetch the results of its ads': {
    operation: 'report',
    mutates: false,
    begins: 'ad',
    ask: ({ adapter, call, remote, children }) => adapter.fetchAdMetrics(call, remote, range, children),
  },
  'read what was changed': {
    operation: 'list',
    mutates: false,
    begins: 'ad',
    ask: ({ adapter, call, remote, children }) =>
      adapter.readChanges(call, remote, { since: new Date(startOfTests), children }),
  },
};

/** What does not exist is asked about in each platform's own tests: they differ in what they then say. */
const cases = Object.entries(conditions)
  .filter(([, { isMissing }]) => isMissing === undefined)
  .flatMap(([condition, given]) => Object.entries(verbs).map(([asked, verb]) => ({ condition, given, asked, verb })));

/** The ad group is the campaign itself, so there is nothing to create or to list. */
const withoutAdGroups = new Set<PlatformName>(['linkedin']);
/** Where what stands under a campaign is removed before it. */
const removesFromBelow = new Set<PlatformName>(['tiktok', 'linkedin', 'twitter', 'snapchat']);
const aboutAdGroups = new Set(['create its ad group', 'find the ad group by its tag']);

describe.each(platforms.map(({ name }) => name))('asking %s', (platform) => {
  const spec = specOf(platform);
  let sandbox: RunningSandbox;
  let quiet: PlatformAdapter;
  let hasty: PlatformAdapter;
  let call: AccountCall;
  let serial = 0;

  const inSandbox = (): Promise<readonly Rows[]> => sandbox.holds(platform, call.account.adAccountId);

  beforeAll(async () => {
    sandbox = await runningSandbox();
    const logger = pino({ level: 'silent' });
    quiet = adaptersAt(sandbox.url, { logger, timeoutMs: patientMs })[platform];
    hasty = adaptersAt(sandbox.url, { logger, timeoutMs: hastyMs })[platform];
  });
  afterAll(() => sandbox.close());

  beforeEach(async () => {
    serial += 1;
    const adAccountId = accountIds[platform](serial);
    const accessToken = `token-of-case-${serial}`;
    await sandbox.openAccount(platform, adAccountId, openingOf(platform, accessToken));
    call = callFor(platform, adAccountId, { accessToken });
    await sandbox.faults([]);
  });

  /** One below that refuses does not keep its campaign: the next request is about that, and is answered. */
  const isPassedOver = (asked: string, condition: string): boolean =>
    removesFromBelow.has(platform) && asked === 'remove everything' && condition === 'the request is not valid';

  const here = cases.filter(({ asked }) => !withoutAdGroups.has(platform) || !aboutAdGroups.has(asked));

  it.each(here)('to $asked, while $condition', async ({ condition, given, asked, verb }) => {
    const { fault, token, happens, isHasty } = given;
    const operation = typeof verb.operation === 'string' ? verb.operation : verb.operation(platform);
    const { adAccountId } = call.account;
    const before = await madeCampaign(quiet, call, spec, verb.begins);
    const stood = await inSandbox();
    if (fault !== undefined) await sandbox.faults([{ ...fault, operation, times: 1 }]);
    if (token !== undefined) {
      await sandbox.call('POST', '/control/tokens', { body: { platform, adAccountId, state: token } });
    }
    const ending = await verb.ask({ ...before, adapter: isHasty ? hasty : quiet, call, spec }).then(
      () => 'answered',
      (error: { class?: ErrorClass }) => error.class ?? error,
    );
    const isDone = happens === true || isPassedOver(asked, condition);
    const expected = isPassedOver(asked, condition) ? 'answered' : given.endsIn(platform, verb.mutates, operation);
    expect(ending).toBe(expected);
    const stands = await inSandbox();
    if (verb.mutates && isDone) expect(stands).not.toEqual(stood);
    else expect(stands).toEqual(stood);
  });
});
