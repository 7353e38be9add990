import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Reply, type RunningSandbox, runningSandbox, testToken } from '../../testing/running-sandbox.ts';

const adAccountId = 'dbb95f66-0000-4000-8000-000000000001';
const campaigns = `/snapchat/v1/adaccounts/${adAccountId}/campaigns`;
const firstId = 'd5129c2c-0000-4000-8000-000000000001';

const sale = {
  name: 'Spring Sale [op-7f3a]',
  ad_account_id: adAccountId,
  status: 'PAUSED',
  start_time: '2026-12-01T00:00:00.000Z',
  end_time: '2026-12-31T00:00:00.000Z',
  lifetime_spend_cap_micro: 3_000_000_000,
  objective_v2_properties: { objective_v2_type: 'TRAFFIC' },
};

type CampaignJson = Readonly<Record<string, unknown>>;
type Item = Readonly<{ sub_request_status: string; sub_request_error_reason?: string; campaign?: CampaignJson }>;
type Answer = Readonly<{
  request_status: string;
  error_code?: string;
  campaigns: readonly Item[];
  paging?: Readonly<{ next_link?: string }>;
}>;

let sandbox: RunningSandbox;
const call = (method: string, path: string, body?: unknown): Promise<Reply> =>
  sandbox.call(method, path, { token: testToken, body });
const post = (...sent: readonly unknown[]): Promise<Reply> => call('POST', campaigns, { campaigns: sent });
const put = (...sent: readonly unknown[]): Promise<Reply> => call('PUT', campaigns, { campaigns: sent });
const create = async (more: object = {}): Promise<CampaignJson> => {
  const { request_status: status, campaigns: created } = (await post({ ...sale, ...more })).json<Answer>();
  expect(status).toBe('SUCCESS');
  return created[0]?.campaign ?? {};
};
const read = (id: unknown): Promise<Reply> => call('GET', `/snapchat/v1/campaigns/${id}`);
const list = async (query = ''): Promise<Answer> => (await call('GET', `${campaigns}?${query}`)).json<Answer>();
const idsOf = ({ campaigns: items }: Answer): readonly unknown[] => items.map(({ campaign }) => campaign?.['id']);
const reasonOf = (reply: Reply): string | undefined => reply.json<Answer>().campaigns[0]?.sub_request_error_reason;

beforeEach(async () => {
  sandbox = await runningSandbox();
  await sandbox.openAccount('snapchat', adAccountId);
});
afterEach(() => sandbox.close());

describe('creating a campaign on Snapchat', () => {
  it('gives back the campaign, with amounts in micros and times in UTC', async () => {
    const reply = await post(sale);
    expect(reply.status).toBe(200);
    expect(reply.json()).toEqual({
      request_status: 'SUCCESS',
      request_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      campaigns: [
        {
          sub_request_status: 'SUCCESS',
          campaign: {
            ...sale,
            id: firstId,
            created_at: '2026-12-01T17:00:00.000Z',
            updated_at: '2026-12-01T17:00:00.000Z',
            objective: 'BRAND_AWARENESS',
            objective_v2_properties: { objective_v2_type: 'TRAFFIC', is_auto_generated: false },
            buy_model: 'AUCTION',
            delivery_status: ['PAUSED'],
            creation_state: 'PUBLISHED',
          },
        },
      ],
    });
  });

  it('says no to one item with HTTP 200, and creates the others', async () => {
    const reply = await post(sale, { ...sale, daily_budget_micro: 5_000_000 });
    expect(reply.status).toBe(200);
    expect(reply.json()).toMatchObject({
      request_status: 'ERROR',
      campaigns: [
        { sub_request_status: 'SUCCESS' },
        {
          sub_request_status: 'ERROR',
          sub_request_error_reason: 'Error code: E2002, message: Property value is not allowed : [daily_budget_micro]',
        },
      ],
    });
    expect(idsOf(await list())).toEqual([firstId]);
  });

  it.each(['name', 'status', 'start_time'])('is refused without %s', async (field) => {
    expect(reasonOf(await post({ ...sale, [field]: undefined }))).toContain(`required : [${field}]`);
    expect(idsOf(await list())).toEqual([]);
  });

  it.each([
    ['a name that is too long', { name: 'a'.repeat(376) }, 'E2002'],
    ['a status of another platform', { status: 'ENABLED' }, 'E2002'],
    ['a start without an offset', { start_time: '2026-12-01T00:00:00.000' }, 'E2002'],
    ['a start on a day that does not exist', { start_time: '2026-02-30T00:00:00.000Z' }, 'E2002'],
    ['an end at its start', { end_time: sale.start_time }, 'E1008'],
    ['a daily budget below 20 units', { daily_budget_micro: 19_999_999 }, 'E2002'],
    ['a cap in text', { lifetime_spend_cap_micro: '3000000000' }, 'E2002'],
    ['a fraction of a micro', { lifetime_spend_cap_micro: 0.5 }, 'E2002'],
    ['an objective of another platform', { objective_v2_properties: { objective_v2_type: 'OUTCOME_SALES' } }, 'E2002'],
    ['the older objective', { objective: 'WEB_CONVERSION' }, 'E2002'],
    [
      'an app to promote that is not named',
      { objective_v2_properties: { objective_v2_type: 'APP_PROMOTION' } },
      'E1001',
    ],
    ['a way to buy that there is not', { buy_model: 'GUARANTEED' }, 'E2002'],
    ['the account of somebody else', { ad_account_id: 'another' }, 'E2002'],
  ])('is refused with %s', async (_case, more, code) => {
    expect(reasonOf(await post({ ...sale, ...more }))).toContain(`Error code: ${code},`);
    expect(idsOf(await list())).toEqual([]);
  });

  it('takes a name of 375 characters, and needs neither an account nor a budget in the body', async () => {
    const { ad_account_id: _account, lifetime_spend_cap_micro: _cap, ...bare } = sale;
    const reply = await post({ ...bare, name: 'a'.repeat(375) });
    expect(reply.json<Answer>().campaigns[0]?.campaign).toMatchObject({ ad_account_id: adAccountId });
    expect(reply.json<Answer>().campaigns[0]?.campaign).not.toHaveProperty('lifetime_spend_cap_micro');
  });

  it('promotes the app that is named', async () => {
    const app = { measurement_spec: { ios_app_id: '447188370' } };
    const objective = { objective_v2_properties: { objective_v2_type: 'APP_PROMOTION' } };
    expect(await create({ ...app, ...objective })).toMatchObject(app);
  });

  it.each([
    ['no JSON', '{"campaigns":'],
    ['no list', { campaigns: sale }],
    ['an empty list', { campaigns: [] }],
    ['more than thirty', { campaigns: Array.from({ length: 31 }, () => sale) }],
  ])('is refused as a whole for a body with %s', async (_case, body) => {
    const reply = await call('POST', campaigns, body);
    expect(reply.status).toBe(400);
    expect(reply.json()).toMatchObject({ request_status: 'ERROR', error_code: 'E1001' });
  });
});

describe('changing a campaign on Snapchat', () => {
  it('replaces it: what is left out is gone, except the objective', async () => {
    const { id } = await create({ measurement_spec: { ios_app_id: '1' }, daily_budget_micro: 150_000_000 });
    sandbox.clock.forward(60_000);
    await put({ id, name: 'New', status: 'PAUSED', start_time: sale.start_time });
    const campaign = (await read(id)).json<Answer>().campaigns[0]?.campaign;
    expect(campaign).toMatchObject({
      name: 'New',
      updated_at: '2026-12-01T17:01:00.000Z',
      objective_v2_properties: { objective_v2_type: 'TRAFFIC' },
    });
    for (const field of ['end_time', 'lifetime_spend_cap_micro', 'daily_budget_micro', 'measurement_spec']) {
      expect(campaign).not.toHaveProperty(field);
    }
  });

  it('takes back what it gave, with one change in it', async () => {
    const campaign = await create({ daily_budget_micro: 150_000_000 });
    const reply = await put({ ...campaign, name: 'New' });
    expect(reply.json<Answer>().campaigns[0]?.campaign).toEqual({ ...campaign, name: 'New' });
  });

  it.each([
    ['another objective', { objective_v2_properties: { objective_v2_type: 'SALES' } }, 'E2023'],
    ['the older objective changed', { objective: 'APP_INSTALL' }, 'E2023'],
    ['another account', { ad_account_id: 'another' }, 'E2023'],
    ['no start', { start_time: undefined }, 'E1001'],
    ['no status', { status: undefined }, 'E1001'],
    ['an id that is not there', { id: firstId.replace('d5', 'd6') }, 'E3003'],
    ['no id', { id: undefined }, 'E3003'],
  ])('is refused with %s', async (_case, more, code) => {
    const campaign = await create();
    expect(reasonOf(await put({ ...campaign, name: 'New', ...more }))).toContain(`Error code: ${code},`);
    expect((await list()).campaigns).toMatchObject([{ campaign: { name: sale.name } }]);
  });

  it('is named after the status when nothing else changes', async () => {
    const campaign = await create();
    await put({ ...campaign, status: 'ACTIVE' });
    await put({ ...campaign, status: 'PAUSED' });
    await put({ ...campaign, name: 'New', status: 'ACTIVE' });
    const { calls } = (await sandbox.call('GET', '/control/calls')).json<{ calls: readonly { operation: string }[] }>();
    expect(calls.map(({ operation }) => operation)).toEqual(['create', 'resume', 'pause', 'update']);
  });

  it('ends with its deletion', async () => {
    const campaign = await create();
    const path = `/snapchat/v1/campaigns/${campaign['id']}`;
    expect((await call('DELETE', path)).json()).toMatchObject({ request_status: 'SUCCESS', campaigns: [] });
    expect((await call('DELETE', path)).json()).toMatchObject({ error_code: 'E3003' });
    expect(reasonOf(await put({ ...campaign, status: 'ACTIVE' }))).toContain('E3003');
  });
});

describe('finding campaigns on Snapchat', () => {
  it('answers 404 for an id that does not exist, and for a deleted one', async () => {
    const { id } = await create();
    expect((await read(id)).status).toBe(200);
    await call('DELETE', `/snapchat/v1/campaigns/${id}`);
    for (const gone of [id, '4040404040']) {
      const reply = await read(gone);
      expect(reply.status).toBe(404);
      expect(reply.json()).toMatchObject({
        request_status: 'ERROR',
        error_code: 'E3003',
        debug_message: 'Resource can not be found',
      });
    }
  });

  it('shows deleted campaigns to who asks for them', async () => {
    const [gone, kept] = [await create(), await create()];
    await call('DELETE', `/snapchat/v1/campaigns/${gone['id']}`);
    expect(idsOf(await list())).toEqual([kept['id']]);
    expect(idsOf(await list('read_deleted_entities=true'))).toEqual([gone['id'], kept['id']]);
  });

  it('gives pages, oldest first, each with a link to the next until there is none', async () => {
    for (let sent = 0; sent < 4; sent += 1) await post(...Array.from({ length: 30 }, () => sale));
    await call('DELETE', `/snapchat/v1/campaigns/${firstId}`);
    const ids: unknown[] = [];
    let link: string | undefined = `${sandbox.url}${campaigns}?limit=50&read_deleted_entities=true`;
    for (let pages = 0; link !== undefined; pages += 1) {
      const answer: Answer = (await call('GET', link.slice(sandbox.url.length))).json<Answer>();
      expect(answer.campaigns).toHaveLength([50, 50, 20][pages] ?? 0);
      ids.push(...idsOf(answer));
      link = answer.paging?.next_link;
    }
    expect(new Set(ids).size).toBe(120);
    expect(ids[0]).toBe(firstId);
  });

  it.each(['limit=49', 'limit=1001', 'limit=many', 'cursor=nonsense'])('is refused with %s', async (query) => {
    expect((await call('GET', `${campaigns}?${query}`)).status).toBe(400);
  });

  it('knows no other version and no other path', async () => {
    for (const path of ['/snapchat/v2/me/organizations', '/snapchat/v1/adaccounts', `${campaigns}/extra/more`]) {
      expect((await call('GET', path)).json()).toMatchObject({ error_code: 'E3003' });
    }
    expect((await call('PATCH', campaigns)).status).toBe(404);
  });
});
