import { restOperations } from '@campaigns/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exampleTemplate, organisation, prefix } from '../testing/scenario.ts';
import { newOrg, startTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
}, 60_000);
afterAll(() => api.stop());

const path = `${prefix}/templates`;

describe('Templates', () => {
  it('are created with the example of the specification, and answered with labels', async () => {
    const admin = await api.as(newOrg(), 'admin');
    const created = await admin('POST', path, { body: exampleTemplate });
    expect(created.status).toBe(201);
    restOperations.createTemplate.response.parse(created.body);
    expect(created.body.template).toMatchObject({
      ...exampleTemplate,
      category_label: 'Awareness',
      objective_label: 'Brand Awareness',
      usage_count: 0,
      is_global: false,
      is_active: true,
      created_by: 'anna',
      revision: 0,
    });
    expect(created.headers.get('etag')).toBe('"0"');
    const shown = await admin('GET', created.headers.get('location') as string);
    expect(shown.body).toEqual(created.body);
  });

  it.each(['performance', 'performance_weighted'])('may split by performance, called %s', async (distribution) => {
    const admin = await api.as(newOrg(), 'admin');
    const answer = await admin('POST', path, { body: { ...exampleTemplate, budget_template: { distribution } } });
    expect(answer.status).toBe(201);
    expect(answer.body.template.budget_template).toEqual({ distribution: 'performance_weighted' });
  });

  it('name the field when percentages miss 100', async () => {
    const admin = await api.as(newOrg(), 'admin');
    const budget_template = { distribution: 'custom', custom_distribution: { meta: 50, google: 30, tiktok: 21 } };
    const answer = await admin('POST', path, { body: { ...exampleTemplate, budget_template } });
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toEqual([
      { pointer: '#/budget_template/custom_distribution', detail: 'must add up to exactly 100, not 101' },
    ]);
  });

  it('change only for whoever has seen the current revision', async () => {
    const admin = await api.as(newOrg(), 'admin');
    const created = await admin('POST', path, { body: exampleTemplate });
    const at = created.headers.get('location') as string;
    const renamed = await admin('PUT', at, {
      body: { ...exampleTemplate, name: 'Renamed' },
      headers: { 'if-match': '"0"' },
    });
    expect([renamed.status, renamed.headers.get('etag'), renamed.body.template.name]).toEqual([200, '"1"', 'Renamed']);
    const stale = await admin('PUT', at, {
      body: { ...exampleTemplate, name: 'Late' },
      headers: { 'if-match': '"0"' },
    });
    expect([stale.status, stale.body.code, stale.headers.get('etag')]).toEqual([412, 'precondition-failed', '"1"']);
    const weak = await admin('PUT', at, { body: exampleTemplate, headers: { 'if-match': 'W/"1"' } });
    expect(weak.status).toBe(400);
    const without = await admin('PUT', at, { body: { ...exampleTemplate, name: 'Again' } });
    expect([without.status, without.body.template.name]).toEqual([200, 'Again']);
    // Without a cache-control of its own, fetch asks for a fresh answer.
    const headers = { 'if-none-match': '"2"', 'cache-control': 'max-age=0' };
    const cached = await admin('GET', at, { headers });
    expect(cached.status).toBe(304);
  });

  it('are filtered, and inactive ones are listed only when asked for', async () => {
    const { admin, viewer } = await organisation(api);
    const body = {
      ...exampleTemplate,
      name: 'Sale',
      category: 'conversion',
      objective: 'sales',
      platforms: ['google'],
      platform_specific_config: {},
      budget_template: { distribution: 'equal' },
    };
    const sale = (await admin('POST', path, { body })).body.template.template_id;
    const names = async (query: string): Promise<string[]> => {
      const answer = await viewer('GET', `${path}${query}`);
      restOperations.listTemplates.response.parse(answer.body);
      return answer.body.templates.map(({ name }: { name: string }) => name);
    };
    expect(await names('')).toEqual(['Sale', exampleTemplate.name]);
    expect(await names('?category=conversion')).toEqual(['Sale']);
    expect(await names('?objective=brand_awareness')).toEqual([exampleTemplate.name]);
    expect(await names('?platform=tiktok')).toEqual([exampleTemplate.name]);
    expect(await names('?platform=snapchat')).toEqual([]);
    await admin('POST', `${path}/${sale}/deactivate`);
    expect(await names('')).toEqual([exampleTemplate.name]);
    expect(await names('?status=inactive')).toEqual(['Sale']);
    expect(await names('?status=all')).toHaveLength(2);
    expect((await admin('POST', `${path}/${sale}/activate`)).body.template.is_active).toBe(true);
    // Again: nothing to do, the same answer.
    expect((await admin('POST', `${path}/${sale}/activate`)).body.template.revision).toBe(2);
  });

  it('are put away for good by archiving', async () => {
    const { admin, operator, viewer, templateId } = await organisation(api);
    const at = `${path}/${templateId}`;
    expect((await operator('POST', `${at}/archive`)).status).toBe(403);
    const archived = await admin('POST', `${at}/archive`);
    expect(archived.body.template).toMatchObject({ is_active: false, is_archived: true });
    restOperations.archiveTemplate.response.parse(archived.body);
    const listed = async (query: string): Promise<number> =>
      (await viewer('GET', `${path}?status=${query}`)).body.templates.length;
    const counts = await Promise.all(['active', 'inactive', 'archived', 'all'].map(listed));
    expect(counts).toEqual([0, 0, 1, 1]);
    for (const action of ['activate', 'deactivate']) {
      const refused = await admin('POST', `${at}/${action}`);
      expect([action, refused.status, refused.body.code]).toEqual([action, 409, 'template-archived']);
    }
    const body = { template_id: templateId, name: 'Late', total_budget: 100 };
    const draft = await operator('POST', '/api/orchestration/from-template', { body });
    expect([draft.status, draft.body.code]).toEqual([409, 'template-archived']);
  });
});
