import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Reply, type RunningSandbox, runningSandbox, testToken } from '../../testing/running-sandbox.ts';

const path = '/meta/v26.0/act_12';
const fields = 'id,name,currency,timezone_name,account_status';

let sandbox: RunningSandbox;
const get = (target: string, token = testToken): Promise<Reply> => sandbox.call('GET', target, { token });
const setToken = (state: string): Promise<Reply> =>
  sandbox.call('POST', '/control/tokens', { body: { platform: 'meta', adAccountId: 'act_12', state } });
const setUsage = (usage: Readonly<Record<string, number>>): Promise<Reply> =>
  sandbox.call('PUT', '/control/usage', { body: { platform: 'meta', adAccountId: '12', usage } });
const header = (reply: Reply, name: string): unknown => JSON.parse(reply.headers.get(name) ?? 'null');

beforeEach(async () => {
  sandbox = await runningSandbox();
  await sandbox.openAccount('meta', '12', { name: 'An account' });
});
afterEach(() => sandbox.close());

describe('an ad account on Meta', () => {
  it('tells its currency and time zone', async () => {
    expect((await get(`${path}?fields=${fields}`)).json()).toEqual({
      id: 'act_12',
      name: 'An account',
      currency: 'USD',
      timezone_name: 'America/New_York',
      account_status: 1,
    });
    expect((await get(path)).json()).toEqual({ id: 'act_12', account_id: '12' });
  });

  it('is served under an expired version of the API too, and under no version to come', async () => {
    expect((await get('/meta/v19.0/act_12')).status).toBe(200);
    expect((await get('/meta/v99.0/act_12')).json()).toMatchObject({ error: { code: 2500 } });
  });
});

describe('access to Meta', () => {
  it('is given by the header or by a parameter, with a proof of the app secret or without', async () => {
    const proof = 'e697d0006554740ddfffab3f4406f3cef626ca5483a5c58b72a31941c9f40655';
    const query = `?access_token=${testToken}&appsecret_proof=${proof}`;
    expect((await sandbox.call('GET', `${path}${query}`)).status).toBe(200);
    expect((await get(`${path}?appsecret_proof=${proof}`)).status).toBe(200);
    expect((await get(`${path}?appsecret_proof=short`)).json()).toMatchObject({ error: { code: 100 } });
  });

  it.each([
    ['expired', 463],
    ['revoked', 458],
  ])('ends when the token is %s, and comes back with it', async (state, subcode) => {
    await setToken(state);
    const refused = await get(path);
    expect(refused.status).toBe(401);
    expect(refused.json()).toMatchObject({ error: { code: 190, error_subcode: subcode, type: 'OAuthException' } });
    await setToken('valid');
    expect((await get(path)).status).toBe(200);
  });

  it('is refused without a token and with an unknown one', async () => {
    expect((await sandbox.call('GET', path)).json()).toMatchObject({ error: { code: 190 } });
    expect((await get(path, 'unknown')).json()).toMatchObject({ error: { code: 190, error_subcode: 467 } });
  });

  it('is refused to the account of others, and to one that does not exist', async () => {
    await sandbox.openAccount('meta', '13', { accessToken: 'another' });
    const foreign = await get('/meta/v26.0/act_13/campaigns');
    expect([foreign.status, foreign.json()]).toMatchObject([403, { error: { code: 200 } }]);
    expect((await get('/meta/v26.0/act_14')).json()).toMatchObject({ error: { code: 100, error_subcode: 33 } });
  });
});

describe('the usage that Meta reports', () => {
  it('comes with every answer about an account, refusals among them', async () => {
    await setUsage({ call_count: 97, total_cputime: 20, total_time: 18, acc_id_util_pct: 9.67 });
    for (const target of [path, `${path}/campaigns?limit=0`]) {
      const reply = await get(target);
      expect(header(reply, 'x-business-use-case-usage')).toEqual({
        '12': [
          {
            type: 'ads_management',
            call_count: 97,
            total_cputime: 20,
            total_time: 18,
            estimated_time_to_regain_access: 0,
            ads_api_access_tier: 'standard_access',
          },
        ],
      });
      expect(header(reply, 'x-ad-account-usage')).toMatchObject({ acc_id_util_pct: 9.67, reset_time_duration: 0 });
    }
  });

  it('blocks the account at 100 percent and says for how long', async () => {
    await setUsage({ call_count: 100, estimated_time_to_regain_access: 19 });
    const managing = await get(`${path}/campaigns`);
    expect(managing.json()).toMatchObject({ error: { code: 80_004, error_subcode: 2_446_079 } });
    expect(header(managing, 'x-business-use-case-usage')).toMatchObject({
      '12': [{ estimated_time_to_regain_access: 19 }],
    });
    expect((await get(`${path}/insights`)).json()).toMatchObject({ error: { code: 80_000 } });
    await setUsage({ acc_id_util_pct: 100, reset_time_duration: 60 });
    expect((await get(`${path}/campaigns`)).json()).toMatchObject({ error: { code: 17, error_subcode: 2_446_079 } });
    await setUsage({});
    expect((await get(`${path}/campaigns`)).status).toBe(200);
  });

  it('makes a block longer with every call during it, where that is switched on', async () => {
    await sandbox.call('PUT', '/control/switches', { body: { on: ['meta_block_lengthens'] } });
    await setUsage({ call_count: 100, estimated_time_to_regain_access: 5 });
    const minutes: unknown[] = [];
    for (let polls = 0; polls < 3; polls += 1) {
      const usage = header(await get(path), 'x-business-use-case-usage') as Record<string, readonly object[]>;
      minutes.push(usage['12']?.[0]);
    }
    expect(minutes).toMatchObject([6, 7, 8].map((wait) => ({ estimated_time_to_regain_access: wait })));
  });
});
