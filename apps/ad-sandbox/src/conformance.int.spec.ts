import type { CampaignSpec } from '@campaigns/contracts';
import type { AccountCall, PlatformAdapter } from '@campaigns/sync-worker';
import { eventually } from '@campaigns/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { platforms } from './platforms/index.ts';
import type { PlatformName } from './state/campaign.ts';
import { adaptersAt, callFor, openingOf } from './testing/product-adapters.ts';
import { type RunningSandbox, runningSandbox, startOfTests } from './testing/running-sandbox.ts';

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
  config: { targeting: { countries: ['US'], age_min: 18, age_max: 65 } },
};

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
    await sandbox.openAccount(platform, adAccountId, openingOf(platform));
    adapter = adaptersAt(sandbox.url, { logger: pino({ level: 'silent' }), timeoutMs: 2000 })[platform];
    call = callFor(platform, adAccountId);
  });
  afterEach(() => sandbox.close());

  it('finds the account with its currency and time zone', async () => {
    // LinkedIn counts days in UTC, wherever an account is.
    const timeZone = platform === 'linkedin' ? 'UTC' : 'America/New_York';
    expect(await adapter.verifyAccount(call)).toEqual({ currency: 'USD', timeZone });
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

  it('finds a campaign by its tag whatever signs its name holds', async () => {
    const odd = `Sale (50%), it's "A&B": x+y=z; ü/#1 [${tag}]`;
    const created = await adapter.createCampaign(call, { spec, name: odd, operationId: 'an-operation', now });
    expect((await adapter.readCampaign(call, created.platformCampaignId)).name).toBe(odd);
    expect(await adapter.findByTag(call, { tag, name: odd })).toEqual([created.platformCampaignId]);
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

  it('keeps its budget, its flight and everything else under a new name', async () => {
    const id = await create();
    const [before] = await inSandbox();
    await adapter.updateCampaign(call, await adapter.readCampaign(call, id), { name: `Other [${tag}]` });
    expect(await inSandbox()).toEqual([{ ...before, name: `Other [${tag}]` }]);
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
    // Snapchat has rows of zeros for days without delivery.
    const spend = (rows: readonly Readonly<{ spendMicros: number }>[]): readonly number[] =>
      rows.map(({ spendMicros }) => spendMicros).filter((micros) => micros > 0);
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

  it('finds the one campaign whose creation nobody waited for', async () => {
    await sandbox.faults([{ kind: 'latency', operation: 'create', latencyMs: 200 }]);
    const impatience = new AbortController();
    const creation = adapter.createCampaign(
      { ...call, signal: impatience.signal },
      { spec, name, operationId: 'an-operation', now },
    );
    const givenUp = expect(creation).rejects.toMatchObject({ class: 'unknown-outcome' });
    await eventually(async () => {
      const reply = await sandbox.call('GET', '/control/faults');
      expect(reply.json()).toMatchObject({ rules: [{ struck: 1 }] });
    });
    impatience.abort();
    await givenUp;
    const ids = await eventually(async () => {
      const found = await adapter.findByTag(call, { tag, name });
      expect(found).toHaveLength(1);
      return found;
    });
    expect(ids).toEqual((await inSandbox()).map(({ id }) => id));
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
    // X's tokens do not run out, so one that is refused counts as taken away.
    const expected = platform === 'twitter' && kind === 'token_expired' ? 'token-revoked' : errorClass;
    await expect(adapter.verifyAccount(call)).rejects.toMatchObject({ class: expected });
  });

  it('understands how long a rate limit lasts, where the platform says it', async () => {
    await sandbox.faults([{ kind: 'rate_limit', waitSeconds: 120 }]);
    // TikTok and LinkedIn name no wait.
    const wait = ['tiktok', 'linkedin'].includes(platform)
      ? expect.not.objectContaining({ waitMs: 120_000 })
      : { waitMs: 120_000 };
    await expect(adapter.verifyAccount(call)).rejects.toMatchObject(wait);
  });

  it('cannot use a token that was revoked', async () => {
    const body = { platform, adAccountId: accounts[platform], state: 'revoked' };
    await sandbox.call('POST', '/control/tokens', { body });
    // Snapchat refuses it as it refuses one that ran out; that it is gone shows when it cannot be refreshed.
    const expected = platform === 'snapchat' ? 'token-expired' : 'token-revoked';
    await expect(adapter.verifyAccount(call)).rejects.toMatchObject({ class: expected });
  });
});
