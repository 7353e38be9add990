import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { codeFrom, decided, exchange, pageOf, queryOf, sentBack } from '../../testing/consents.ts';
import { type RunningSandbox, runningSandbox } from '../../testing/running-sandbox.ts';

const base = '/tiktok/open_api/v1.3';
const app = { app_id: 'sandbox-client-tiktok', secret: 'sandbox-secret-tiktok' };

type Envelope = Readonly<{ code: number; data: Readonly<Record<string, unknown>> }>;

let sandbox: RunningSandbox;
beforeEach(async () => {
  sandbox = await runningSandbox();
  await sandbox.openAccount('tiktok', '7000000000000000001', { name: 'Shop US' });
});
afterEach(() => sandbox.close());

const connected = async (): Promise<string> => {
  const { data } = (await exchange(sandbox, 'tiktok', await codeFrom(sandbox, 'tiktok'))).json<Envelope>();
  return String(data['access_token']);
};
const advertisers = async (token: string, fields: Record<string, string> = app): Promise<Envelope> =>
  (await sandbox.call('GET', `${base}/oauth2/advertiser/get/?${queryOf(fields)}`, { token })).json<Envelope>();
const infos = async (token: string, ids: readonly string[]): Promise<Envelope> => {
  const query = queryOf({ advertiser_ids: JSON.stringify(ids) });
  return (await sandbox.call('GET', `${base}/advertiser/info/?${query}`, { token })).json<Envelope>();
};
const revoke = async (token: string, more: object = {}): Promise<Envelope> => {
  const body = { ...app, access_token: token, ...more };
  return (await sandbox.call('POST', `${base}/oauth2/revoke_token/`, { body })).json<Envelope>();
};

describe('the consent on TikTok', () => {
  it('comes back with the same code under two names', async () => {
    const { auth_code: authCode, code } = sentBack(await decided(sandbox, pageOf('tiktok'), 'approve'));
    expect(authCode).toBe(code);
    expect(code).toMatch(/./);
  });

  it('is exchanged for a token, with its advertisers and what it may do', async () => {
    await sandbox.openAccount('tiktok', '7000000000000000002');
    const reply = await exchange(sandbox, 'tiktok', await codeFrom(sandbox, 'tiktok'));
    expect(reply.json()).toMatchObject({
      code: 0,
      data: {
        access_token: expect.any(String),
        advertiser_ids: ['7000000000000000001', '7000000000000000002'],
        scope: [4, 7],
      },
    });
  });

  it('is not exchanged on a path without its last slash', async () => {
    expect((await sandbox.call('POST', `${base}/oauth2/access_token`, { body: app })).status).toBe(404);
  });
});

describe('a token of TikTok', () => {
  it('does not end by itself', async () => {
    const token = await connected();
    sandbox.clock.forward(400 * 86_400_000);
    expect(await advertisers(token)).toMatchObject({ code: 0 });
  });

  it('lists its advertisers to the product, and what says whether they can be used', async () => {
    await sandbox.openAccount('tiktok', '7000000000000000002', { name: 'Waiting', standing: 'pending' });
    await sandbox.openAccount('tiktok', '7000000000000000003', { name: 'Ended', standing: 'closed' });
    const token = await connected();
    expect((await advertisers(token)).data).toEqual({
      list: [
        { advertiser_id: '7000000000000000001', advertiser_name: 'Shop US' },
        { advertiser_id: '7000000000000000002', advertiser_name: 'Waiting' },
        { advertiser_id: '7000000000000000003', advertiser_name: 'Ended' },
      ],
    });
    const ids = [1, 2, 3].map((number) => `700000000000000000${number}`);
    expect((await infos(token, ids)).data).toMatchObject({
      list: [
        { name: 'Shop US', currency: 'USD', timezone: 'America/New_York', status: 'STATUS_ENABLE' },
        { status: 'STATUS_PENDING_CONFIRM' },
        { status: 'STATUS_DISABLE' },
      ],
    });
  });

  it('lists them to nobody else', async () => {
    const token = await connected();
    expect(await advertisers(token, { ...app, secret: 'other' })).toMatchObject({ code: 40_113 });
    expect(await advertisers('other')).toMatchObject({ code: 40_105 });
    await sandbox.openAccount('tiktok', '7000000000000000009');
    expect(await infos(token, ['7000000000000000009'])).toMatchObject({ code: 40_001 });
  });

  it('is taken back by the product that has it', async () => {
    const token = await connected();
    expect(await revoke(token, { secret: 'other' })).toMatchObject({ code: 40_113 });
    expect(await revoke(token)).toMatchObject({
      code: 0,
      data: { app_id: app.app_id, advertiser_ids: ['7000000000000000001'] },
    });
    expect(await advertisers(token)).toMatchObject({ code: 40_105 });
    expect(await revoke(token)).toMatchObject({ code: 40_105 });
  });
});
