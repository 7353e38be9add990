import { newGrantKey } from '@campaigns/grant-handover';
import { openSecrets, settleDelivery, takeDeliveries } from '@campaigns/webhook-delivery';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { prefix } from '../testing/scenario.ts';
import { newOrg, startTestApi, type TestApi } from '../testing/test-api.ts';

const key = newGrantKey();
let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ webhooks: { publicKey: key, isPrivateAllowed: false } });
}, 60_000);
afterAll(() => api.stop());

const path = `${prefix}/webhooks`;
const url = 'https://hooks.example.com/alerts';

const withWebhook = async (body: object = {}) => {
  const org = newOrg();
  const [admin, operator] = [await api.as(org, 'admin'), await api.as(org, 'operator')];
  const created = await admin('POST', path, { body: { url, ...body } });
  const id: string = created.body.webhook?.webhook_id;
  return { org, admin, operator, created, id, own: `${path}/${id}` };
};

describe('A webhook', () => {
  it('tells its secret once, when it is made, and nowhere else', async () => {
    const { operator, created, id, own } = await withWebhook({ kinds: ['zero_spend'], types: ['alert.opened'] });
    expect(created).toMatchObject({ status: 201, body: { webhook: { url, kinds: ['zero_spend'], enabled: true } } });
    const { secret } = created.body;
    expect(secret).toMatch(/^whsec_[\w+/]{43}=$/);
    expect(await openSecrets(api.pool, key, id, new Date())).toEqual([secret]);
    const shown = [await operator('GET', own), await operator('GET', path)].map(({ text }) => text).join();
    const log = JSON.stringify((await api.store.readAll('start', 100_000)).map(({ data }) => data));
    const { rows } = await api.pool.query('select * from webhooks.secrets');
    const everywhere = [shown, log, api.lines.join(), JSON.stringify(rows)].join();
    expect(everywhere).not.toContain(secret);
    expect(everywhere).not.toContain(secret.slice('whsec_'.length, -4));
  });

  it('gets a new secret, and keeps the old one for a day', async () => {
    const { admin, created, id, own } = await withWebhook();
    const { body } = await admin('POST', `${own}/rotate-secret`);
    expect(body.secret).not.toBe(created.body.secret);
    const hours = (Date.parse(body.webhook.old_secret_until) - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(23.9);
    expect(await openSecrets(api.pool, key, id, new Date())).toEqual([body.secret, created.body.secret]);
    const inTwoDays = new Date(Date.now() + 48 * 3_600_000);
    expect(await openSecrets(api.pool, key, id, inTwoDays)).toEqual([body.secret]);
  });

  it.each([
    ['http://hooks.example.com/', 'It is not https'],
    ['https://anna:secret@hooks.example.com/', 'It has a user name or a password'],
    ['https://127.0.0.1/', 'It is an address of a private network'],
    ['https://2130706433/', 'It is an address of a private network'],
    ['https://[::ffff:10.0.0.1]/', 'It is an address of a private network'],
    ['https://localhost/', 'It is an address of this computer'],
  ])('is not made for %s', async (bad, detail) => {
    const { admin, own } = await withWebhook();
    const refused = await admin('POST', path, { body: { url: bad } });
    expect(refused).toMatchObject({ status: 422, body: { code: 'address-not-allowed', errors: [{ detail }] } });
    expect((await admin('PUT', own, { body: { url: bad } })).status).toBe(422);
  });

  it('is changed and removed by an admin of its organisation, and by nobody else', async () => {
    const { admin, operator, own } = await withWebhook();
    const changed = await admin('PUT', own, { body: { url, description: 'On call', enabled: false } });
    expect(changed.body.webhook).toMatchObject({ description: 'On call', enabled: false, kinds: null });
    expect((await operator('PUT', own, { body: { url } })).status).toBe(403);
    const stranger = await api.as(newOrg(), 'admin');
    for (const [method, sub] of [
      ['GET', ''],
      ['DELETE', ''],
      ['POST', '/rotate-secret'],
      ['POST', '/test'],
      ['GET', '/deliveries'],
    ] as const) {
      expect((await stranger(method, `${own}${sub}`)).body.code).toBe('webhook-not-found');
    }
    expect((await admin('DELETE', own)).status).toBe(200);
    expect((await admin('GET', own)).body.code).toBe('webhook-not-found');
    expect((await admin('POST', `${own}/rotate-secret`)).body.code).toBe('webhook-not-found');
  });

  it('needs a key that its secret is sealed with', async () => {
    const without = await startTestApi();
    try {
      const admin = await without.as(newOrg(), 'admin');
      const refused = await admin('POST', path, { body: { url } });
      expect(refused).toMatchObject({ status: 503, body: { code: 'delivery-not-configured' } });
    } finally {
      await without.stop();
    }
  });
});

describe('The deliveries of a webhook', () => {
  it('show what was sent and what came of it, and are sent again on demand', async () => {
    const { operator, own, id } = await withWebhook();
    const tested = await operator('POST', `${own}/test`);
    expect(tested).toMatchObject({ status: 202, body: { delivery: { type: 'webhook.test', state: 'pending' } } });
    const { delivery_id: deliveryId } = tested.body.delivery;
    const taken = (await takeDeliveries(api.pool, new Date(), 100)).find((each) => each.deliveryId === deliveryId);
    if (taken === undefined) throw new Error('Nothing is to be sent');
    expect(JSON.parse(taken.body)).toMatchObject({ type: 'webhook.test', data: { webhook_id: id } });
    await settleDelivery(api.pool, taken, { status: 410, error: 'Gone', response: 'no' }, new Date());
    const { body } = await operator('GET', `${own}/deliveries?state=failed`);
    expect(body.deliveries).toMatchObject([
      { delivery_id: deliveryId, attempts: 1, last_status: 410, last_response: 'no', next_attempt_at: null },
    ]);
    const replayed = await operator('POST', `${own}/deliveries/${deliveryId}/replay`);
    expect(replayed).toMatchObject({ status: 202, body: { delivery: { state: 'pending', attempts: 0 } } });
    expect((await operator('POST', `${own}/deliveries/${newOrg()}/replay`)).body.code).toBe('delivery-not-found');
  });
});
