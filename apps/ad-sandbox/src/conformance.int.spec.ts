import type { CampaignSpec } from '@campaigns/contracts';
import {
  type AccountCall,
  accountLimits,
  type CredentialsInput,
  httpCall,
  type PlatformAdapter,
  platformAdapters,
  sealed,
} from '@campaigns/sync-worker';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { platforms } from './platforms/index.ts';
import type { PlatformName } from './state/campaign.ts';
import { type RunningSandbox, runningSandbox, startOfTests, testToken } from './testing/running-sandbox.ts';

/** The adapters of the product against the sandbox: what one side says, the other has to understand. */

const accounts: Readonly<Record<PlatformName, string>> = {
  meta: 'act_1234567890',
  google: '123-456-7890',
  tiktok: '7000000000000000001',
  linkedin: '507000001',
  twitter: '18ce54d4x5t',
  snapchat: 'dbb95f66-0000-4000-8000-000000000001',
};
const tag = 'op-7f3a9c2e41';
const name = `Spring Sale [${tag}]`;
const now = new Date(startOfTests);

const spec: CampaignSpec = {
  name: 'Spring Sale',
  objective: 'conversions',
  budget: { micros: 3_000_000_000, currency: 'USD' },
  flight: { startAt: '2026-12-01T05:00:00.000Z', endAt: '2026-12-31T05:00:00.000Z' },
  config: {},
};

const credentialsFor = (platform: PlatformName): CredentialsInput =>
  platform === 'twitter'
    ? { platform, accessToken: testToken, tokenSecret: `secret of ${testToken}` }
    : { platform, accessToken: testToken };

describe.each(platforms.map(({ name }) => name))('the adapter for %s', (platform) => {
  let sandbox: RunningSandbox;
  let adapter: PlatformAdapter;
  let call: AccountCall;

  const create = async (operationId = 'an-operation'): Promise<string> =>
    (await adapter.createCampaign(call, { spec, name, operationId, now })).platformCampaignId;
  const inSandbox = async (): Promise<readonly Readonly<Record<string, unknown>>[]> => {
    const reply = await sandbox.call('GET', '/control/campaigns?include_deleted=true');
    return reply.json<{ campaigns: readonly Record<string, unknown>[] }>().campaigns;
  };

  beforeEach(async () => {
    sandbox = await runningSandbox();
    const adAccountId = accounts[platform];
    await sandbox.openAccount(platform, adAccountId);
    const adapters = platformAdapters(
      {
        meta: `${sandbox.url}/meta/v26.0`,
        google: `${sandbox.url}/google/v26`,
        tiktok: `${sandbox.url}/tiktok/open_api/v1.3`,
        linkedin: `${sandbox.url}/linkedin/rest`,
        twitter: `${sandbox.url}/twitter/12`,
        snapchat: `${sandbox.url}/snapchat/v1`,
      },
      { http: httpCall({ timeoutMs: 2000 }), limits: accountLimits({}), logger: pino({ level: 'silent' }) },
    );
    const found = adapters[platform];
    if (found === undefined) throw new Error(`There is no adapter for ${platform}`);
    adapter = found;
    call = {
      account: { adAccountId, currency: 'USD', timeZone: 'America/New_York' },
      credentials: sealed(credentialsFor(platform)),
      signal: new AbortController().signal,
    };
  });
  afterEach(() => sandbox.close());

  it('finds the account with its currency and time zone', async () => {
    expect(await adapter.verifyAccount(call)).toEqual({ currency: 'USD', timeZone: 'America/New_York' });
  });

  it('creates one campaign, paused, that is read and found by its tag', async () => {
    const id = await create();
    expect(await inSandbox()).toMatchObject([{ platform, id, name, status: 'paused' }]);
    expect(await adapter.readCampaign(call, id)).toMatchObject({
      platformCampaignId: id,
      name,
      status: 'paused',
      today: '2026-12-01',
    });
    expect(await adapter.findByTag(call, { tag, name })).toEqual([id]);
    const other = { tag: 'op-0000000000', name: 'Spring Sale [op-0000000000]' };
    expect(await adapter.findByTag(call, other)).toEqual([]);
  });

  it('gives the campaign the budget that was asked for, and sees no difference afterwards', async () => {
    const id = await create();
    const remote = await adapter.readCampaign(call, id, { spendSince: '2026-12-01' });
    expect(adapter.budgetChange(remote, spec, call.account)).toBeUndefined();
    const [campaign] = await inSandbox();
    // 3,000 USD over the thirty days that are touched.
    const micros = platform === 'google' ? 100_000_000 : 3_000_000_000;
    expect(campaign?.['budget']).toMatchObject({ micros });
  });

  it('changes name and budget', async () => {
    const id = await create();
    const richer = { ...spec, budget: { micros: 6_000_000_000, currency: 'USD' } };
    const remote = await adapter.readCampaign(call, id, { spendSince: '2026-12-01' });
    const change = adapter.budgetChange(remote, richer, call.account);
    expect(change?.after).toBe((change?.before ?? 0) * 2);
    await adapter.updateCampaign(call, remote, { name: `Other [${tag}]`, budgetMicros: change?.after ?? 0 });
    const changed = await adapter.readCampaign(call, id, { spendSince: '2026-12-01' });
    expect(changed.name).toBe(`Other [${tag}]`);
    expect(adapter.budgetChange(changed, richer, call.account)).toBeUndefined();
  });

  it('delivers from when it is activated until it is paused, and reports by day', async () => {
    const id = await create();
    await adapter.setStatus(call, id, 'active');
    expect(await inSandbox()).toMatchObject([{ status: 'active' }]);
    sandbox.clock.forward(4000);
    const remote = await adapter.readCampaign(call, id);
    expect(remote).toMatchObject({ status: 'active', today: '2026-12-05' });
    const range = { since: '2026-12-01', until: remote.today };
    const days = await adapter.fetchDailyMetrics(call, remote, range);
    expect(days.map(({ date }) => date)).toEqual([1, 2, 3, 4, 5].map((day) => `2026-12-0${day}`));
    for (const day of days) {
      expect(day.spendMicros).toBeGreaterThan(10_000_000);
      expect(day.impressions).toBeGreaterThan(day.clicks);
    }
    expect(days.some(({ conversionsMicros, revenueMicros }) => conversionsMicros > 0 && revenueMicros > 0)).toBe(true);

    await adapter.setStatus(call, id, 'paused');
    sandbox.clock.forward(4000);
    const until = (await adapter.readCampaign(call, id)).today;
    const spend = (rows: readonly Readonly<{ spendMicros: number }>[]): readonly number[] =>
      rows.map(({ spendMicros }) => spendMicros);
    expect(spend(await adapter.fetchDailyMetrics(call, remote, { ...range, until }))).toEqual(spend(days));
  });

  it('sees that a human paused, renamed or deleted the campaign', async () => {
    const id = await create();
    await adapter.setStatus(call, id, 'active');
    const edit = (body: object) => sandbox.call('PATCH', `/control/campaigns/${platform}/${id}`, { body });
    await edit({ status: 'paused', name: `By hand [${tag}]`, budgetMicros: 777_000_000 });
    const seen = await adapter.readCampaign(call, id);
    expect(seen).toMatchObject({ status: 'paused', name: `By hand [${tag}]`, budget: { micros: 777_000_000 } });
    await edit({ deleted: true });
    expect((await adapter.readCampaign(call, id)).status).toBe('removed');
  });

  it('removes the campaign: still readable, found no more', async () => {
    const id = await create();
    await adapter.removeCampaign(call, id);
    expect((await adapter.readCampaign(call, id)).status).toBe('removed');
    expect(await adapter.findByTag(call, { tag, name })).toEqual([]);
    expect(await inSandbox()).toMatchObject([{ id, status: 'deleted' }]);
  });

  it('does not know a campaign that is not there', async () => {
    await expect(adapter.readCampaign(call, '4040404040')).rejects.toMatchObject({ class: 'not-found' });
  });

  it('finds the one campaign whose creation was never answered', async () => {
    await sandbox.faults([{ kind: 'drop_after_commit', operation: 'create', times: 1 }]);
    await expect(create()).rejects.toMatchObject({ class: 'unknown-outcome' });
    const ids = await adapter.findByTag(call, { tag, name });
    expect(ids).toEqual((await inSandbox()).map(({ id }) => id));
    expect(ids).toHaveLength(1);
  });

  it.each([
    ['server_error', 'transient'],
    ['token_expired', 'token-expired'],
    ['validation', 'validation'],
    ['drop_before', 'transient'],
    ['not_json', 'transient'],
    ['rate_limit', 'rate-limit'],
  ])('understands the fault %s as %s', async (kind, errorClass) => {
    await sandbox.faults([{ kind, waitSeconds: 30 }]);
    await expect(adapter.verifyAccount(call)).rejects.toMatchObject({ class: errorClass });
  });

  it('understands how long a rate limit lasts, where the platform says it', async () => {
    await sandbox.faults([{ kind: 'rate_limit', waitSeconds: 120 }]);
    // TikTok names no wait.
    const wait = platform === 'tiktok' ? expect.not.objectContaining({ waitMs: 120_000 }) : { waitMs: 120_000 };
    await expect(adapter.verifyAccount(call)).rejects.toMatchObject(wait);
  });

  it('cannot use a token that was revoked', async () => {
    const body = { platform, adAccountId: accounts[platform], state: 'revoked' };
    await sandbox.call('POST', '/control/tokens', { body });
    await expect(adapter.verifyAccount(call)).rejects.toMatchObject({ class: 'token-revoked' });
  });
});
