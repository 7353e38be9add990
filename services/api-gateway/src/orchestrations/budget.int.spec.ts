import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { organisation, prefix } from '../testing/scenario.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
}, 60_000);
afterAll(() => api.stop());

describe('A change of budget', () => {
  it('splits in the proportions of before when no amounts are given, to the cent', async () => {
    const { operator, draft } = await organisation(api);
    const { orchestration_id: id } = await draft({ total_budget: 100 });
    const { body } = await operator('PUT', `${prefix}/${id}/budget`, { body: { total_budget: 33.33 } });
    expect(body.orchestration.budget_allocation).toEqual({ meta: 16.66, google: 10, tiktok: 6.67 });
    expect(body.workflow).toBeNull();
  });

  it.each([
    ['an unknown platform', { total_budget: 100, budget_allocation: { orkut: 1 } }, 400],
    [
      'a platform that it does not span',
      { total_budget: 100, budget_allocation: { meta: 1, google: 1, tiktok: 1, snapchat: 1 } },
      422,
    ],
    ['a negative amount', { total_budget: 100, budget_allocation: { meta: -1, google: 1, tiktok: 1 } }, 400],
    ['a sum over the total', { total_budget: 100, budget_allocation: { meta: 50, google: 50, tiktok: 0.01 } }, 422],
    ['a platform left out', { total_budget: 100, budget_allocation: { meta: 50, google: 50 } }, 422],
    ['a negative total', { total_budget: -5 }, 400],
    ['more decimals than the currency has', { total_budget: 10.001 }, 422],
  ])('with %s is refused and changes nothing', async (_, body, status) => {
    const { operator, draft } = await organisation(api);
    const { orchestration_id: id } = await draft();
    const before = await operator('GET', `${prefix}/${id}`);
    const answer = await operator('PUT', `${prefix}/${id}/budget`, { body });
    expect([answer.status, answer.body.code]).toEqual([status, expect.any(String)]);
    const after = await operator('GET', `${prefix}/${id}`);
    expect(after.text).toBe(before.text);
    expect(after.headers.get('etag')).toBe(before.headers.get('etag'));
  });

  it('with If-Match goes through for one of two who saw the same revision', async () => {
    const { operator, draft } = await organisation(api);
    const { orchestration_id: id } = await draft();
    const etag = (await operator('GET', `${prefix}/${id}`)).headers.get('etag') as string;
    const change = (total_budget: number) =>
      operator('PUT', `${prefix}/${id}/budget`, { body: { total_budget }, headers: { 'if-match': etag } });
    const answers = await Promise.all([change(200), change(300)]);
    const [won, lost] = answers.toSorted((a, b) => a.status - b.status);
    expect([won?.status, lost?.status]).toEqual([200, 412]);
    expect(lost?.headers.get('etag')).toBe(won?.headers.get('etag'));
    const { body } = await operator('GET', `${prefix}/${id}`);
    expect(body.orchestration.total_budget).toBe(won?.body.orchestration.total_budget);
  });

  it('without a difference starts nothing', async () => {
    const { operator, deployed } = await organisation(api);
    const { orchestration_id: id } = await deployed();
    const { status, body } = await operator('PUT', `${prefix}/${id}/budget`, { body: { total_budget: 10_000 } });
    expect([status, body.workflow]).toEqual([200, null]);
  });
});

describe('Actions that the state does not allow', () => {
  it.each([
    ['pause', 'draft'],
    ['resume', 'draft'],
    ['complete', 'draft'],
    ['sync', 'draft'],
  ])('%s in %s is a conflict that names both', async (action, status) => {
    const { admin, draft } = await organisation(api);
    const { orchestration_id: id } = await draft();
    const answer = await admin('POST', `${prefix}/${id}/${action}`);
    expect(answer.body).toMatchObject({ status: 409, code: 'illegal-transition', details: { status, action } });
  });

  it('a sync whose type only reads is not to be told to push', async () => {
    const { operator, deployed } = await organisation(api);
    const { orchestration_id: id } = await deployed();
    const sync = (body: object) => operator('POST', `${prefix}/${id}/sync`, { body });
    const answer = await sync({ sync_type: 'performance', direction: 'push' });
    expect(answer.body).toMatchObject({ status: 422, code: 'sync-direction-not-possible' });
    expect((await sync({ sync_type: 'full', direction: 'sideways' })).status).toBe(400);
    expect((await sync({ sync_type: 'creative', direction: 'pull' })).status).toBe(202);
    const { events } = await api.store.load(`orchestration-${id}`);
    expect(events.at(-1)).toMatchObject({ type: 'SyncRequested', data: { syncType: 'creative', direction: 'pull' } });
  });

  it('a deployment asks for the creatives that the template requires', async () => {
    const { admin, operator } = await organisation(api);
    const { exampleTemplate } = await import('../testing/scenario.ts');
    const body = { ...exampleTemplate, creative_requirements: { meta: { min_creatives: 2, formats: ['video'] } } };
    const { template_id } = (await admin('POST', `${prefix}/templates`, { body })).body.template;
    const drafted = await operator('POST', `${prefix}/from-template`, {
      body: { template_id, name: 'Bare', total_budget: 10 },
    });
    const answer = await operator('POST', `${drafted.headers.get('location')}/deploy`);
    expect(answer.body).toMatchObject({
      status: 422,
      code: 'creative-requirements-unmet',
      details: { platform: 'meta', needed: 2, found: 0 },
    });
  });
});
