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

  it.each(['performance', 'performance_weighted'])('refuse the distribution %s by name', async (distribution) => {
    const admin = await api.as(newOrg(), 'admin');
    const answer = await admin('POST', path, { body: { ...exampleTemplate, budget_template: { distribution } } });
    expect([answer.status, answer.body.code]).toEqual([422, 'distribution-not-available']);
    expect(answer.body.detail).toContain(distribution);
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
});
