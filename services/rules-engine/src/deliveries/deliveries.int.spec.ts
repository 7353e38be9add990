import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type AlertKind, type OrgId, type WebhookId, webhookId as webhookIdSchema } from '@campaigns/contracts';
import { newGrantKey } from '@campaigns/grant-handover';
import { eventually } from '@campaigns/testing';
import {
  abandonDeliveries,
  enqueueDeliveries,
  makeSecret,
  rotateSecret,
  settleDelivery,
  takeDeliveries,
} from '@campaigns/webhook-delivery';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { openWorld, type World } from '../testing/world.ts';

const key = newGrantKey();
const hourMs = 3_600_000;

let world: World;
beforeAll(async () => {
  world = await openWorld();
}, 60_000);
afterAll(() => world.close());

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

type Got = Readonly<{ id: string; headers: Record<string, string>; body: string }>;

/** A receiver on this computer that answers as told. */
const receiver = async () => {
  const state = { status: 200, got: [] as Got[] };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const headers = request.headers as Record<string, string>;
      state.got.push({ id: headers['webhook-id'] ?? '', headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(state.status).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return { state, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
};

const begin = async (isPrivateAllowed = true) => {
  const engine = await world.start(world.store, { webhooks: { key, isPrivateAllowed } });
  closers.push(engine.stop);
  return engine;
};

const webhook = async (org: OrgId, url: string, kinds: AlertKind[] | null = null) => {
  const id: WebhookId = webhookIdSchema.parse(crypto.randomUUID());
  const secret = await makeSecret(world.pool, key, id, world.clock.now());
  const at = world.clock.now().toISOString();
  const content = { url, description: null, kinds, types: null, enabled: true };
  await world.append(org, `webhook-${id}`, {
    ...{ type: 'WebhookAdded', data: { webhookId: id, orgId: org, content, at } },
  });
  return { id, secret };
};

/** Spend that reaches 75 % of the budget, and with more of it 90 and 100 %. */
const spend = async (org: OrgId, ...amounts: readonly number[]) => {
  const id = await world.campaign(org);
  for (const amount of amounts) {
    await world.report(org, id, 'meta', [{ spend: amount, impressions: 100, clicks: 3 }]);
  }
  await world.caughtUp(['alerts']);
  await world.caughtUp(['alert-deliveries']);
};

const rowsOf = async (org: OrgId) => {
  const { rows } = await world.pool.query(
    `select delivery_id, type, state, attempts, last_status, last_error, next_attempt_at from webhooks.deliveries
     where org_id = $1 order by created_at, delivery_id`,
    [org],
  );
  return rows;
};
const delivered = (org: OrgId, count: number) =>
  eventually(async () => expect((await rowsOf(org)).filter(({ state }) => state === 'delivered')).toHaveLength(count), {
    timeoutMs: 15_000,
  });

describe('A webhook', () => {
  it('is told of an alert once, signed so that it can verify it', async () => {
    const org = world.newOrg();
    const { state, url } = await receiver();
    const { secret } = await webhook(org, url);
    const other = await receiver();
    await webhook(org, other.url, ['drift']);
    await begin();
    await begin();
    await spend(org, 2_300, 2_310);
    await delivered(org, 1);
    expect(state.got).toHaveLength(1);
    const [message] = state.got;
    if (message === undefined) throw new Error('Nothing was told');
    expect(new Webhook(secret).verify(message.body, message.headers)).toMatchObject({
      type: 'alert.opened',
      data: { kind: 'budget_threshold', state: 'open', threshold: 75, org_id: org, episode: 1 },
    });
    // It wants to hear of drift alone.
    expect(other.state.got).toEqual([]);
    expect(message.body).not.toContain('whsec_');
    for (const close of closers.splice(2)) await close();
    await world.rewind('alert-deliveries');
    await begin();
    await world.caughtUp(['alert-deliveries']);
    expect(await rowsOf(org)).toHaveLength(1);
  });

  it('misses nothing when its receiver was down for a day: each message comes, under the id that it always had', async () => {
    const org = world.newOrg();
    const { state, url } = await receiver();
    const { secret } = await webhook(org, url);
    await begin();
    state.status = 503;
    await spend(org, 2_300, 2_800, 3_100);
    const tried = (least: number) =>
      eventually(
        async () => {
          const rows = await rowsOf(org);
          expect(rows).toHaveLength(3);
          expect(rows.every(({ attempts, state: own }) => own === 'pending' && attempts >= least)).toBe(true);
        },
        { timeoutMs: 10_000 },
      );
    await tried(1);
    let attempts = 1;
    for (const hours of [1, 3, 5, 7, 8]) {
      world.clock.moveOn(hours * hourMs);
      attempts += 1;
      await tried(attempts);
    }
    const ids = new Set(state.got.map(({ id }) => id));
    expect(ids.size).toBe(3);
    state.got.length = 0;
    state.status = 200;
    world.clock.moveOn(6 * hourMs);
    await delivered(org, 3);
    expect(new Set(state.got.map(({ id }) => id))).toEqual(ids);
    for (const { body, headers } of state.got) new Webhook(secret).verify(body, headers);
    const thresholds = state.got.map(({ body }) => JSON.parse(body).data.threshold);
    expect(thresholds.toSorted((one, two) => one - two)).toEqual([75, 90, 100]);
  });

  it('is given up after 72 hours, and at once by a receiver that is gone', async () => {
    const org = world.newOrg();
    const { state, url } = await receiver();
    await webhook(org, url);
    await begin();
    state.status = 500;
    await spend(org, 2_300);
    await eventually(async () => expect(await rowsOf(org)).toMatchObject([{ attempts: 1, state: 'pending' }]));
    world.clock.moveOn(73 * hourMs);
    await eventually(async () =>
      expect(await rowsOf(org)).toMatchObject([{ state: 'failed', last_status: 500, next_attempt_at: null }]),
    );
    state.status = 410;
    await spend(org, 2_300);
    await eventually(async () =>
      expect((await rowsOf(org))[1]).toMatchObject({ state: 'failed', attempts: 1, last_status: 410 }),
    );
  });

  it('is signed with both secrets while the old one is still good', async () => {
    const org = world.newOrg();
    const { state, url } = await receiver();
    const { id, secret } = await webhook(org, url);
    const now = world.clock.now();
    const overlapUntil = new Date(now.getTime() + 24 * hourMs);
    const fresh = await rotateSecret(world.pool, key, id, { now: new Date(now.getTime() + 1), overlapUntil });
    await begin();
    await spend(org, 2_300);
    await delivered(org, 1);
    for (const each of [secret, fresh]) new Webhook(each).verify(state.got[0]?.body ?? '', state.got[0]?.headers ?? {});
    world.clock.moveOn(25 * hourMs);
    await spend(org, 2_300);
    await delivered(org, 2);
    const last = state.got.at(-1);
    new Webhook(fresh).verify(last?.body ?? '', last?.headers ?? {});
    expect(() => new Webhook(secret).verify(last?.body ?? '', last?.headers ?? {})).toThrow();
  });

  it('is sent again after a new key and a new secret, though the old one cannot be opened any more', async () => {
    const org = world.newOrg();
    const { state, url } = await receiver();
    const { id } = await webhook(org, url);
    await makeSecret(world.pool, newGrantKey(), id, world.clock.now());
    await begin();
    await spend(org, 2_300);
    await eventually(async () =>
      expect(await rowsOf(org)).toMatchObject([{ attempts: 1, last_error: 'The webhook has no secret: rotate it' }]),
    );
    const now = world.clock.now();
    const fresh = await rotateSecret(world.pool, key, id, { now, overlapUntil: new Date(now.getTime() + hourMs) });
    world.clock.moveOn(10_000);
    await delivered(org, 1);
    new Webhook(fresh).verify(state.got[0]?.body ?? '', state.got[0]?.headers ?? {});
  });

  it('that was removed while a message was on its way is not told of it once more', async () => {
    const [org, webhookId, deliveryId] = [world.newOrg(), crypto.randomUUID(), crypto.randomUUID()];
    const now = world.clock.now();
    const message = { deliveryId, webhookId, orgId: org, type: 'webhook.test', alertId: null, body: '{}' };
    await enqueueDeliveries(world.pool, [message], now);
    const taken = (await takeDeliveries(world.pool, now, 100)).find((each) => each.deliveryId === deliveryId);
    if (taken === undefined) throw new Error('The message was not due');
    await abandonDeliveries(world.pool, webhookId, 'The webhook was removed');
    await settleDelivery(world.pool, taken, { status: 500, error: 'The receiver answered 500', response: '' }, now);
    expect(await rowsOf(org)).toMatchObject([{ state: 'failed', last_error: 'The webhook was removed' }]);
  });

  it('of a private network is told nothing unless that is allowed', async () => {
    const org = world.newOrg();
    const { state, url } = await receiver();
    await webhook(org, url.replace('http:', 'https:'));
    await begin(false);
    await spend(org, 2_300);
    await eventually(async () =>
      expect(await rowsOf(org)).toMatchObject([
        { state: 'pending', attempts: 1, last_status: null, last_error: 'It is an address of a private network' },
      ]),
    );
    expect(state.got).toEqual([]);
  });

  it('that is removed loses its secrets, and what it was not told yet', async () => {
    const org = world.newOrg();
    const { state, url } = await receiver();
    const { id } = await webhook(org, url);
    await begin();
    state.status = 500;
    await spend(org, 2_300);
    await eventually(async () => expect(await rowsOf(org)).toMatchObject([{ attempts: 1 }]));
    await world.append(org, `webhook-${id}`, {
      ...{ type: 'WebhookRemoved', data: { webhookId: id, at: world.clock.now().toISOString() } },
    });
    await eventually(async () =>
      expect(await rowsOf(org)).toMatchObject([{ state: 'failed', last_error: 'The webhook was removed' }]),
    );
    const { rowCount } = await world.pool.query('select from webhooks.secrets where webhook_id = $1', [id]);
    expect(rowCount).toBe(0);
  });
});

describe('What was told', () => {
  it('long ago is not told once more when the log is read from its beginning, though its deliveries are forgotten', async () => {
    const org = world.newOrg();
    const { state, url } = await receiver();
    await webhook(org, url);
    await begin();
    await spend(org, 2_300);
    await delivered(org, 1);
    for (const close of closers.splice(1)) await close();
    world.clock.moveOn(31 * 24 * hourMs);
    await world.pool.query('delete from webhooks.deliveries where org_id = $1', [org]);
    await world.rewind('alert-deliveries');
    await begin();
    await world.caughtUp(['alert-deliveries']);
    expect(await rowsOf(org)).toEqual([]);
    expect(state.got).toHaveLength(1);
  });
});
