import { type Platform, restOperations } from '@campaigns/contracts';
import { eventually } from '@campaigns/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answered, consentAt, openPage } from '../testing/consenting-person.ts';
import { type Ground, groundVariables, startGround } from '../testing/ground.ts';
import { type RunningSystem, startSystem } from '../testing/running-system.ts';
import { type SandboxControl, sandboxControl } from '../testing/sandbox-control.ts';

let ground: Ground;
let system: RunningSystem;
let sandbox: SandboxControl;

beforeAll(async () => {
  ground = await startGround();
  system = await startSystem({ ...groundVariables(ground, 1), DATA_DIR: ground.folder, LOG_LEVEL: 'info' });
  sandbox = sandboxControl(ground.sandboxUrl);
}, 120_000);
afterAll(async () => {
  await system?.kill();
  await ground?.stop();
}, 60_000);

const authorizations = '/connections/authorizations';
const request = async (platform: Platform) => {
  const answer = restOperations.requestAuthorization.response.parse(
    await system.api.post(authorizations, { platform }),
  );
  return { id: answer.authorization.authorization_id, url: answer.authorization_url };
};
const shown = async (id: string) =>
  restOperations.getAuthorization.response.parse(await system.api.get(`${authorizations}/${id}`)).authorization;
/** How it has ended for the person, who has consented or not. */
const decided = (id: string) =>
  eventually(
    async () => {
      const seen = await shown(id);
      expect(['choose_account', 'failed']).toContain(seen.status);
      return seen;
    },
    { timeoutMs: 15_000 },
  );
const choose = async (id: string, adAccountIds: readonly string[]) => {
  const answer = await system.api.post(`${authorizations}/${id}/accounts`, { ad_account_ids: adAccountIds });
  return restOperations.chooseAccounts.response.parse(answer).connections;
};
const connected = async (platform: Platform) => {
  const { id, url } = await request(platform);
  await consentAt(url);
  const { accounts } = await decided(id);
  return choose(
    id,
    accounts.map(({ ad_account_id }) => ad_account_id),
  );
};

const platforms = ['meta', 'google', 'tiktok', 'linkedin', 'snapchat'] as const satisfies readonly Platform[];

describe('Connecting ad accounts by consent', () => {
  it.each(platforms)('goes from the consent page of %s to connections that work', async (platform) => {
    const { id, url } = await request(platform);
    expect(url.startsWith(`${ground.sandboxUrl}/${platform}/`)).toBe(true);
    expect((await shown(id)).status).toBe('waiting');
    const page = await consentAt(url);
    expect(page).toMatchObject({ status: 200, text: expect.stringContaining('Access was granted') });
    const { status, failure, accounts } = await decided(id);
    expect([status, failure]).toEqual(['choose_account', null]);
    expect(accounts.length).toBeGreaterThan(0);
    const connections = await choose(id, [accounts[0]?.ad_account_id ?? '']);
    expect(connections).toMatchObject([{ platform, status: 'active', state: 'active' }]);
    expect((await shown(id)).status).toBe('done');
  });

  it.each(platforms)('ends without a connection when the person refuses on %s', async (platform) => {
    if (platform === 'tiktok') await sandbox.settleConsent({ platform, answer: 'ask' });
    const { id, url } = await request(platform);
    const page = await consentAt(url, 'deny');
    expect(page.text).toContain('Access was not granted');
    expect(await shown(id)).toMatchObject({ status: 'failed', failure: { code: 'access-denied' } });
  });

  it('names the permission that was left out on Meta', async () => {
    const { id, url } = await request('meta');
    await consentAt(url, 'approve', ['ads_management']);
    expect(await decided(id)).toMatchObject({
      ...{ status: 'failed', failure: { code: 'scope-missing', message: expect.stringContaining('ads_management') } },
    });
  });

  it('ends when Google gives access for an hour only', async () => {
    await sandbox.settleConsent({ platform: 'google', refreshToken: false });
    const { id, url } = await request('google');
    await consentAt(url);
    expect((await decided(id)).failure?.code).toBe('no-refresh-token');
    await sandbox.settleConsent({ platform: 'google' });
  });

  it('turns away a state that was changed, and one that came before', async () => {
    const { id, url } = await request('linkedin');
    const back = new URL(await answered(url, 'approve'));
    const changed = new URL(back);
    changed.searchParams.set('state', 'guessed');
    expect((await openPage(changed.href)).status).toBe(400);
    expect((await openPage(back.href)).status).toBe(200);
    expect((await openPage(back.href)).status).toBe(400);
    expect((await decided(id)).status).toBe('choose_account');
  });

  it('ends when the code was used by somebody else before', async () => {
    const [one, other] = [await request('snapchat'), await request('snapchat')];
    const code = new URL(await answered(one.url, 'approve')).searchParams.get('code') ?? '';
    const back = new URL(await answered(other.url, 'approve'));
    await openPage(back.href);
    expect((await decided(other.id)).status).toBe('choose_account');
    const usedBefore = new URL(await answered((await request('snapchat')).url, 'approve'));
    const third = await request('snapchat');
    const state = new URL(await answered(third.url, 'approve')).searchParams.get('state') ?? '';
    usedBefore.searchParams.set('code', back.searchParams.get('code') ?? '');
    usedBefore.searchParams.set('state', state);
    await openPage(usedBefore.href);
    expect((await decided(third.id)).failure?.code).toBe('invalid_grant');
    expect(code).not.toBe('');
  });
});
