import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Reply, type RunningSandbox, runningSandbox } from '../../testing/running-sandbox.ts';
import { adAccountId, type SignedCalls, signedCalls, tokenSecret } from './testing/signed-calls.ts';

type Row = Readonly<Record<string, unknown>>;
type Parameters = Readonly<Record<string, string>>;

let sandbox: RunningSandbox;
let call: SignedCalls;
let campaignId: string;
let lineItemId: string;

const root = `/accounts/${adAccountId}`;
const dataOf = (reply: Reply): Row => reply.json<{ data: Row }>().data;
const rowsIn = (reply: Reply): readonly Row[] => reply.json<{ data: readonly Row[] }>().data;
const rowsOf = async (path: string, parameters: Parameters = {}): Promise<readonly Row[]> =>
  rowsIn(await call('GET', path, parameters));
const errorOf = (reply: Reply): Row => ({
  status: reply.status,
  ...reply.json<{ errors: readonly [Row] }>().errors[0],
});

const hero = {
  ...{ as_user_id: '756201191646691328', text: 'Everything must go https://shop.example.com/', nullcast: 'true' },
  name: '[op-c3d4] Hero A',
};
const post = async (more: Parameters = {}): Promise<string> =>
  String(dataOf(await call('POST', `${root}/tweet`, { ...hero, ...more }))['id_str']);
const promote = (...posts: readonly string[]): Promise<Reply> =>
  call('POST', `${root}/promoted_tweets`, { line_item_id: lineItemId, tweet_ids: posts.join(',') });
const promoted = (parameters: Parameters = {}): Promise<readonly Row[]> =>
  rowsOf(`${root}/promoted_tweets`, { line_item_ids: lineItemId, ...parameters });
const resumed = async (): Promise<void> => {
  await call('PUT', `${root}/line_items/${lineItemId}`, { entity_status: 'ACTIVE' });
  await call('PUT', `${root}/campaigns/${campaignId}`, { entity_status: 'ACTIVE' });
};
const week = {
  ...{ start_time: '2026-12-01T05:00:00Z', end_time: '2026-12-08T05:00:00Z', granularity: 'TOTAL' },
  ...{ placement: 'ALL_ON_TWITTER', metric_groups: 'BILLING' },
};
const spendOf = async (entity: string, ...ids: readonly unknown[]): Promise<readonly number[]> => {
  const rows = await rowsOf(`/stats/accounts/${adAccountId}`, { ...week, entity, entity_ids: ids.join(',') });
  return rows.map(({ id_data: data }) => {
    const [{ metrics }] = data as readonly [{ metrics: { billed_charge_local_micro: readonly number[] | null } }];
    return metrics.billed_charge_local_micro?.[0] ?? 0;
  });
};

beforeEach(async () => {
  sandbox = await runningSandbox();
  await sandbox.openAccount('twitter', adAccountId, { tokenSecret });
  call = signedCalls(sandbox);
  const campaign = {
    ...{ name: 'Sale', funding_instrument_id: `${adAccountId}1`, entity_status: 'PAUSED' },
    daily_budget_amount_local_micro: '50000000',
  };
  campaignId = String(dataOf(await call('POST', `${root}/campaigns`, campaign))['id']);
  const item = {
    ...{ campaign_id: campaignId, objective: 'WEBSITE_CLICKS', product_type: 'PROMOTED_TWEETS' },
    ...{ placements: 'ALL_ON_TWITTER', start_time: '2026-12-01T08:00:00Z', end_time: '2026-12-31T23:00:00Z' },
    entity_status: 'PAUSED',
  };
  lineItemId = String(dataOf(await call('POST', `${root}/line_items`, item))['id']);
});
afterEach(() => sandbox.close());

describe('a post on X', () => {
  it('has an id that is longer than a number', async () => {
    const reply = await call('POST', `${root}/tweet`, hero);
    expect(dataOf(reply)).toMatchObject({ id_str: '1800000000000000101', name: hero.name, nullcast: true });
    expect(String(dataOf(reply)['id'])).not.toBe('1800000000000000101');
  });

  it('is found by how its name begins, whatever its case, and may be made twice', async () => {
    const [first, second] = [await post(), await post({ name: '[OP-C3D4] Hero B' })];
    await post({ name: 'Other [op-c3d4]' });
    const found = await rowsOf(`${root}/tweets`, { tweet_type: 'PUBLISHED', name: '[op-c3d4]' });
    expect(found.map(({ id_str: id }) => id)).toEqual([first, second]);
    expect(await rowsOf(`${root}/tweets`, { tweet_type: 'PUBLISHED', timeline_type: 'ORGANIC' })).toEqual([]);
    expect((await call('GET', `${root}/tweets`, {})).status).toBe(400);
  });

  it.each([
    ['nobody', { as_user_id: '' }, 400, 'MISSING_PARAMETER'],
    ['a user whose posts may only be promoted', { as_user_id: '2417045708' }, 403, 'ACTION_NOT_ALLOWED'],
    ['no text', { text: '' }, 400, 'MISSING_PARAMETER'],
    ['a name that is too long', { name: 'x'.repeat(81) }, 400, 'INVALID_PARAMETER'],
    ['media that is none', { media_keys: 'picture.png' }, 400, 'INVALID_PARAMETER'],
    ['a card that is none', { card_uri: 'https://x.com/card' }, 400, 'INVALID_PARAMETER'],
  ])('is refused with %s', async (_case, more, status, code) => {
    expect(errorOf(await call('POST', `${root}/tweet`, { ...hero, ...more }))).toMatchObject({ status, code });
  });

  it('may be written by whom the account lists as its full user', async () => {
    const users = await rowsOf(`${root}/promotable_users`);
    expect(users.find(({ promotable_user_type: type }) => type === 'FULL')).toMatchObject({ user_id: hero.as_user_id });
  });
});

describe('promoting a post on X', () => {
  it('begins at once, and is accepted at once', async () => {
    const id = await post();
    const reply = await promote(id);
    expect(reply.status).toBe(201);
    expect(reply.json()).toMatchObject({
      total_count: 1,
      data: [
        {
          ...{ id: '6c62d', line_item_id: lineItemId, tweet_id: id, entity_status: 'ACTIVE' },
          ...{ approval_status: 'ACCEPTED', created_at: '2026-12-01T17:00:00Z', deleted: false },
        },
      ],
    });
  });

  it('is paused by deleting it, once, and goes on under another id; nothing else changes it', async () => {
    const id = await post();
    await promote(id);
    const path = `${root}/promoted_tweets/6c62d`;
    expect(errorOf(await call('PUT', path, { entity_status: 'PAUSED' }))).toMatchObject({
      ...{ status: 404, code: 'ROUTE_NOT_FOUND' },
    });
    expect(dataOf(await call('DELETE', path))).toMatchObject({ id: '6c62d', deleted: true });
    expect((await call('DELETE', path)).status).toBe(404);
    expect(await promoted()).toEqual([]);
    expect(rowsIn(await promote(id))).toMatchObject([{ id: '6c62e', tweet_id: id }]);
    expect(await promoted({ with_deleted: 'true' })).toMatchObject([
      { id: '6c62d', deleted: true },
      { id: '6c62e', deleted: false },
    ]);
  });

  it('is reviewed where a word or a time says so', async () => {
    await promote(await post({ name: 'rejected' }), await post({ name: 'in review' }));
    expect((await promoted()).map(({ approval_status: status }) => status)).toEqual(['REJECTED', 'UNDER_REVIEW']);
    await sandbox.call('PUT', '/control/reviews', { body: { delayMs: 5000 } });
    const [third] = rowsIn(await promote(await post()));
    expect(third).toMatchObject({ approval_status: 'UNDER_REVIEW' });
    sandbox.clock.forward(5000);
    expect((await promoted()).at(-1)).toMatchObject({ id: third?.['id'], approval_status: 'ACCEPTED' });
  });

  it.each([
    ['neither a link nor a card', { text: 'Everything must go' }],
    ['both a link and a card', { card_uri: 'card://958225772740714496' }],
  ])('is refused for clicks on a website with %s', async (_case, more) => {
    const reply = await promote(await post(more));
    expect(errorOf(reply)).toMatchObject({ status: 400, code: 'INVALID_PARAMETER', parameter: 'tweet_ids' });
    expect(await promoted()).toEqual([]);
  });

  it('is refused in a line item that is not there or gone, without posts, and with more than fifty', async () => {
    const id = await post();
    expect((await promote(...Array.from({ length: 51 }, () => id))).status).toBe(400);
    expect(errorOf(await promote(''))).toMatchObject({ code: 'MISSING_PARAMETER' });
    expect(errorOf(await promote('abc'))).toMatchObject({ code: 'INVALID_PARAMETER' });
    await call('DELETE', `${root}/line_items/${lineItemId}`);
    expect(errorOf(await promote(id))).toMatchObject({ status: 404, code: 'LINE_ITEM_NOT_FOUND' });
  });

  it('is hidden by a line item or a campaign that is deleted, and not deleted with it', async () => {
    await promote(await post());
    await call('DELETE', `${root}/line_items/${lineItemId}`);
    expect(await promoted()).toEqual([]);
    expect(await promoted({ with_deleted: 'true' })).toMatchObject([{ id: '6c62d', deleted: false }]);
    expect((await call('DELETE', `${root}/promoted_tweets/6c62d`)).status).toBe(404);
  });

  it('delivers while campaign and line item are active, and is reported by itself, also when it is over', async () => {
    await promote(await post(), await post({ name: 'Hero B' }));
    sandbox.clock.forward(2000);
    expect(await spendOf('CAMPAIGN', campaignId)).toEqual([0]);
    await resumed();
    sandbox.clock.forward(3000);
    await call('DELETE', `${root}/promoted_tweets/6c62d`);
    const parts = await spendOf('PROMOTED_TWEET', '6c62d', '6c62e');
    const [whole] = await spendOf('CAMPAIGN', campaignId);
    expect(parts.every((micros) => micros > 0)).toBe(true);
    expect(parts.reduce((sum, micros) => sum + micros, 0)).toBe(whole);
    const missing = await call('GET', `/stats/accounts/${adAccountId}`, {
      ...{ ...week, entity: 'PROMOTED_TWEET', entity_ids: 'nope' },
    });
    expect(missing.status).toBe(404);
  });
});
