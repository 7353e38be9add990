import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exampleTemplate, organisation, prefix } from '../testing/scenario.ts';
import { type Client, newOrg, startTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
let org: Awaited<ReturnType<typeof organisation>>;
beforeAll(async () => {
  api = await startTestApi();
  org = await organisation(api);
}, 60_000);
afterAll(() => api.stop());

const draftAs = (client: Client, body: object) =>
  client('POST', `${prefix}/from-template`, { body: { name: 'Launch', total_budget: 100, ...body } });
const draft = (body: object) => draftAs(org.operator, { template_id: org.templateId, ...body });

const templateOf = async (change: object): Promise<string> => {
  const answer = await org.admin('POST', `${prefix}/templates`, { body: { ...exampleTemplate, ...change } });
  return answer.body.template.template_id;
};

describe('An orchestration from a template', () => {
  it('merges base, platform, own and own platform settings deeply', async () => {
    const template_id = await templateOf({ targeting_template: { countries: ['DE'], age_max: 40 } });
    const { body } = await draft({
      template_id,
      config: { targeting: { age_min: 21 }, tone: 'warm' },
      platform_config: { google: { network: 'search' } },
    });
    const configs = Object.fromEntries(
      body.orchestration.mappings.map(({ platform, config }: { platform: string; config: unknown }) => [
        platform,
        config,
      ]),
    );
    expect(configs).toEqual({
      meta: {
        targeting: { countries: ['DE'], age_min: 21, age_max: 65 },
        placement: ['facebook', 'instagram'],
        tone: 'warm',
      },
      google: { targeting: { countries: ['DE'], age_min: 21, age_max: 65 }, network: 'search', tone: 'warm' },
      tiktok: { targeting: { countries: ['DE'], age_min: 21, age_max: 65 }, tone: 'warm' },
    });
  });

  it('takes flight, synchronisation, failure policy and creatives from the request', async () => {
    const { body } = await draft({
      description: 'Autumn',
      duration_days: 12,
      scheduled_start_at: '2031-01-01T00:00:00+02:00',
      sync_frequency_minutes: 30,
      failure_policy: 'continue',
      creatives: [{ name: 'Hero', format: 'image', platforms: ['meta'], url: 'https://cdn.test/hero.png' }],
    });
    expect(body.orchestration).toMatchObject({
      description: 'Autumn',
      duration_days: 12,
      scheduled_start_at: '2030-12-31T22:00:00.000Z',
      sync_strategy: 'auto',
      sync_frequency_minutes: 30,
      failure_policy: 'continue',
      creatives: [{ name: 'Hero', format: 'image', platforms: ['meta'], url: 'https://cdn.test/hero.png' }],
    });
  });

  it('has defaults: 30 days, or the template’s; manual synchronisation; every platform of the template', async () => {
    const { body } = await draft({});
    expect(body.orchestration).toMatchObject({
      duration_days: 30,
      sync_strategy: 'manual',
      sync_frequency_minutes: 15,
      failure_policy: 'rollback',
      platforms: ['meta', 'google', 'tiktok'],
      budget_allocation: { meta: 50, google: 30, tiktok: 20 },
    });
    const template_id = await templateOf({ base_config: { duration_days: 7 } });
    expect((await draft({ template_id })).body.orchestration.duration_days).toBe(7);
  });

  it('takes an allocation of its own, which may leave something over', async () => {
    const { body } = await draft({ budget_allocation: { meta: 10.5, google: 20, tiktok: 30 } });
    expect(body.orchestration).toMatchObject({
      total_budget: 100,
      budget_allocation: { meta: 10.5, google: 20, tiktok: 30 },
    });
  });

  it.each([
    ['an unknown platform', { platforms: ['orkut'] }, 400, 'invalid-request'],
    ['a platform that the template does not span', { platforms: ['linkedin'] }, 422, 'platform-not-in-template'],
    [
      'an allocation over the total',
      { budget_allocation: { meta: 60, google: 30, tiktok: 20 } },
      422,
      'allocation-exceeds-total',
    ],
    ['an allocation without a platform', { budget_allocation: { meta: 60, google: 30 } }, 422, 'allocation-incomplete'],
    [
      'an amount for another platform',
      { platforms: ['meta'], budget_allocation: { meta: 60, google: 30 } },
      422,
      'platform-not-in-orchestration',
    ],
    ['a tenth of a cent', { total_budget: 100.001 }, 422, 'amount-not-payable'],
    [
      'a tenth of a cent for a platform',
      { budget_allocation: { meta: 1.001, google: 1, tiktok: 1 } },
      422,
      'amount-not-payable',
    ],
    ['a share below a cent', { total_budget: 0.01 }, 422, 'amount-not-payable'],
    [
      'settings for another platform',
      { platforms: ['meta'], platform_config: { google: {} } },
      422,
      'platform-not-in-orchestration',
    ],
    [
      'a creative for another platform',
      { platforms: ['meta'], creatives: [{ name: 'a', format: 'text', platforms: ['google'] }] },
      422,
      'platform-not-in-orchestration',
    ],
    [
      'a connection for another platform',
      { platforms: ['meta'], connections: { google: randomUUID() } },
      422,
      'platform-not-in-orchestration',
    ],
    ['a connection that does not exist', { connections: { google: randomUUID() } }, 422, 'connection-required'],
    ['a currency without a connection', { currency: 'EUR' }, 422, 'connection-required'],
    ['an end in the past', { scheduled_end_at: '2020-01-01T00:00:00Z' }, 409, 'flight-over'],
    [
      'an end before its start',
      { scheduled_start_at: '2031-02-01T00:00:00Z', scheduled_end_at: '2031-01-01T00:00:00Z' },
      422,
      'schedule-reversed',
    ],
    ['a schedule for synchronisation without its times', { sync_strategy: 'scheduled' }, 422, 'cron-not-valid'],
    ['a cron expression that never comes', { sync_cron: '0 0 31 2 *' }, 422, 'cron-not-valid'],
    [
      'a cron expression for another strategy',
      { sync_strategy: 'auto', sync_cron: '0 6 * * *' },
      422,
      'cron-not-valid',
    ],
    ['a zone that is none', { sync_cron: '0 6 * * *', sync_zone: 'Mars/Olympus' }, 422, 'time-not-valid'],
    [
      'a day in no calendar',
      { scheduled_start_at: { local: '2031-02-30T10:00', zone: 'Europe/Berlin' } },
      422,
      'time-not-valid',
    ],
    ['a start that nothing can store', { scheduled_start_at: '9999-12-31T23:59:59-23:00' }, 422, 'time-not-valid'],
    ['a template that does not exist', { template_id: randomUUID() }, 404, 'template-not-found'],
  ])('is refused with %s', async (_, change, status, code) => {
    const answer = await draft(change);
    expect([answer.status, answer.body.code, answer.text]).toEqual([status, code, expect.any(String)]);
  });

  it('says of which platform the merged configuration is too large', async () => {
    const half = { ids: 'x'.repeat(20_000) };
    const template_id = await templateOf({ base_config: { audiences: half }, platform_specific_config: {} });
    const answer = await draft({ template_id, platform_config: { google: { exclusions: half } } });
    expect(answer.body).toMatchObject({ status: 422, code: 'config-too-large', details: { platform: 'google' } });
    expect((await draft({ template_id })).status).toBe(201);
  });

  it('keeps its creatives within what a deployment can carry', async () => {
    const creatives = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ name: `Hero ${index}`, format: 'text', body: 'x'.repeat(4_900) }));
    expect((await draft({ creatives: creatives(10) })).body).toMatchObject({
      status: 422,
      code: 'creatives-too-large',
    });
    expect((await draft({ creatives: creatives(9) })).status).toBe(201);
  });

  it('tells its creatives apart by their names', async () => {
    const twice = [
      { name: 'Hero', format: 'image' },
      { name: 'Hero', format: 'video' },
    ];
    expect((await draft({ creatives: twice })).body).toMatchObject({
      status: 400,
      errors: [{ pointer: '#/creatives' }],
    });
  });

  it('cannot be made from a template of another organisation', async () => {
    const other = await organisation(api);
    expect((await draft({ template_id: other.templateId })).body.code).toBe('template-not-found');
  });
});

describe('A budget by performance', () => {
  const results = async (
    id: string,
    platform: string,
    currency: string,
    date: string,
    spend: number,
    revenue: number,
  ) => {
    const text = `insert into read.platform_daily_metrics (mapping_id, platform_campaign_id, date, org_id, orchestration_id, platform, currency, spend,
        impressions, clicks, conversions, revenue, observed_at)
      select mapping_id, '1', $3, org_id, orchestration_id, platform, $4, $5, 0, 0, 0, $6, now()
      from read.orchestration_platforms where orchestration_id = $1 and platform = $2`;
    await api.pool.query(text, [id, platform, date, currency, spend, revenue]);
  };
  const today = new Date().toISOString().slice(0, 10);

  it('follows what the organisation’s own platforms returned in the last 90 days, in the same currency', async () => {
    const { admin, operator, draft: draftOwn } = await organisation(api);
    const other = await organisation(api);
    const body = { ...exampleTemplate, budget_template: { distribution: 'performance_weighted' } };
    const { template_id } = (await admin('POST', `${prefix}/templates`, { body })).body.template;
    const allocation = async () => (await draftAs(operator, { template_id })).body.orchestration.budget_allocation;
    const equal = await allocation();
    expect(Object.values(equal)).toEqual([33.34, 33.33, 33.33]);

    const { orchestration_id: own } = await draftOwn();
    const { orchestration_id: foreign } = await other.draft();
    await results(own, 'meta', 'USD', today, 100, 400);
    await results(own, 'google', 'USD', today, 1_000, 4_000);
    await results(own, 'tiktok', 'USD', today, 10, 20);
    await results(own, 'tiktok', 'USD', '2020-01-01', 1, 1_000_000);
    await results(own, 'meta', 'EUR', '2026-01-01', 1, 1_000_000);
    await results(foreign, 'tiktok', 'USD', today, 1, 1_000_000);
    expect(await allocation()).toEqual({ meta: 40, google: 40, tiktok: 20 });
  });
});

describe('The connections of an orchestration', () => {
  it('are named in the refusal when there is none, or it is another organisation’s', async () => {
    const lonely = newOrg();
    const admin = await api.as(lonely, 'admin');
    const { template_id } = (await admin('POST', `${prefix}/templates`, { body: exampleTemplate })).body.template;
    const none = await draftAs(admin, { template_id, platforms: ['google'] });
    expect(none.body).toMatchObject({ status: 422, code: 'connection-required', details: { platform: 'google' } });
    const foreign = await api.connect(newOrg(), 'google');
    const theirs = await draftAs(admin, { template_id, platforms: ['google'], connections: { google: foreign } });
    expect(theirs.body).toMatchObject({ status: 422, code: 'connection-required' });
    const wrong = await api.connect(lonely, 'meta');
    const swapped = await draftAs(admin, { template_id, platforms: ['google'], connections: { google: wrong } });
    expect(swapped.body).toMatchObject({ status: 422, code: 'connection-required' });
  });

  it('decide the currency when they agree, and ask for it when they do not', async () => {
    const { org: id, operator, templateId: template_id } = await organisation(api, 'EUR');
    expect((await draftAs(operator, { template_id })).body.orchestration.currency).toBe('EUR');
    const yen: Record<string, string> = {};
    for (const platform of ['meta', 'google', 'tiktok'] as const)
      yen[platform] = await api.connect(id, platform, 'JPY');
    const open = await draftAs(operator, { template_id });
    expect(open.body).toMatchObject({ status: 422, code: 'currency-required' });
    expect(open.body.detail).toContain('EUR, JPY');
    const named = await draftAs(operator, { template_id, currency: 'JPY', total_budget: 1_001 });
    expect(named.body.orchestration).toMatchObject({
      currency: 'JPY',
      budget_allocation: { meta: 501, google: 300, tiktok: 200 },
    });
    const chosen = await draftAs(operator, { template_id, connections: { meta: yen['meta'] } });
    expect(chosen.body.orchestration.currency).toBe('JPY');
    const mixed = await draftAs(operator, { template_id, currency: 'EUR', connections: { meta: yen['meta'] } });
    expect(mixed.body).toMatchObject({ status: 422, code: 'currency-mismatch' });
  });

  it('are listed without anything secret', async () => {
    const listed = await org.viewer('GET', `${prefix}/connections?platform=meta`);
    expect(listed.body.connections).toEqual([
      expect.objectContaining({ platform: 'meta', currency: 'USD', status: 'active' }),
    ]);
    expect(listed.text).not.toMatch(/token|secret|credential/i);
  });
});
