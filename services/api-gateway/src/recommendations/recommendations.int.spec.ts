import { randomUUID } from 'node:crypto';
import type { RecommendationProposed } from '@campaigns/contracts';
import { tenantReader } from '@campaigns/read-access';
import { spendHistories } from '@campaigns/spend-history';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { proposeTo } from '../testing/propose-to.ts';
import { resultsOf } from '../testing/results.ts';
import { exampleTemplate, organisation, prefix } from '../testing/scenario.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
}, 60_000);
afterAll(() => api.stop());

type Organisation = Awaited<ReturnType<typeof organisation>>;

const dayMs = 86_400_000;
const dayAgo = (days: number): string => new Date(Date.now() - days * dayMs).toISOString().slice(0, 10);

/** So many days up to yesterday; what they bring goes up and down with them. */
const spends = (count: number, spend: number, from = 1): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [dayAgo(count - index + from - 1), spend + ((index * 7) % 3)]),
  );

const propose = ({ org }: Organisation, orchestrationId: string, more: Partial<RecommendationProposed['data']> = {}) =>
  proposeTo(api, org, orchestrationId, more);

describe('Recommendations', () => {
  it('are shown with all that they rest on, listed by state and orchestration, page by page', async () => {
    const acme = await organisation(api);
    const [one, other] = [await acme.deployed(), await acme.deployed()];
    const first = await propose(acme, one.orchestration_id);
    const second = await propose(acme, one.orchestration_id, { at: new Date(Date.now() + 1_000).toISOString() });
    await propose(acme, other.orchestration_id, { decidedBy: 'none' });
    const shown = await acme.viewer('GET', `${prefix}/recommendations/${first}`);
    expect(shown.body.recommendation).toMatchObject({
      ...{ state: 'proposed', measure: 'clicks', total_budget: 10_000, hash: 'shown', probability_better: 0.8 },
      parts: [{ platform: 'meta', before: 5_000, after: 5_500, spent: 100 }, { platform: 'google' }],
      basis: { credited_by: { model: 'time_decay', half_life_days: 7, lookback_days: 30 } },
    });
    const list = async (path: string) => (await acme.viewer('GET', `${prefix}${path}`)).body;
    const ofOne = await list(`/${one.orchestration_id}/recommendations?limit=1`);
    expect(ofOne.recommendations).toMatchObject([{ recommendation_id: second }]);
    const next = await list(`/${one.orchestration_id}/recommendations?limit=1&cursor=${ofOne.next_cursor}`);
    expect(next).toMatchObject({ recommendations: [{ recommendation_id: first }], next_cursor: null });
    expect((await list('/recommendations')).recommendations).toHaveLength(3);
    expect((await list('/recommendations?state=unchanged')).recommendations).toMatchObject([
      { orchestration_id: other.orchestration_id },
    ]);
    expect((await list(`/recommendations?orchestration_id=${other.orchestration_id}`)).recommendations).toHaveLength(1);
    expect((await acme.viewer('GET', `${prefix}/${randomUUID()}/recommendations`)).body.type).toContain(
      'orchestration-not-found',
    );
  });

  it('are approved by the hash of what was shown, once, and it is known by whom', async () => {
    const acme = await organisation(api);
    const id = await propose(acme, (await acme.deployed()).orchestration_id);
    const approve = (hash: string) =>
      acme.operator('POST', `${prefix}/recommendations/${id}/approve`, { body: { hash } });
    expect((await approve('another')).body).toMatchObject({
      ...{ status: 409, type: expect.stringContaining('recommendation-changed'), details: { hash: 'shown' } },
    });
    const approved = await approve('shown');
    expect(approved.status).toBe(200);
    expect(approved.body.recommendation).toMatchObject({ state: 'approved', decider: 'otto' });
    expect((await approve('shown')).body.type).toContain('illegal-transition');
    const types = (await api.store.load(`recommendation-${id}`)).events.map(({ type }) => type);
    expect(types).toEqual(['RecommendationProposed', 'RecommendationApproved']);
  });

  it('are dismissed with a reason, and are past deciding after their time', async () => {
    const acme = await organisation(api);
    const { orchestration_id } = await acme.deployed();
    const id = await propose(acme, orchestration_id);
    const body = { reason: 'A holiday lies ahead' };
    const dismissed = await acme.operator('POST', `${prefix}/recommendations/${id}/dismiss`, { body });
    expect(dismissed.body.recommendation).toMatchObject({ state: 'dismissed', ...body });
    const old = await propose(acme, orchestration_id, { expiresAt: new Date(Date.now() - 1_000).toISOString() });
    const late = await acme.operator('POST', `${prefix}/recommendations/${old}/approve`, { body: { hash: 'shown' } });
    expect(late.body.type).toContain('recommendation-expired');
  });

  it('of others are not there', async () => {
    const [acme, rival] = [await organisation(api), await organisation(api)];
    const id = await propose(acme, (await acme.deployed()).orchestration_id);
    expect((await rival.viewer('GET', `${prefix}/recommendations/${id}`)).status).toBe(404);
    const body = { hash: 'shown' };
    const answer = await rival.operator('POST', `${prefix}/recommendations/${id}/approve`, { body });
    expect(answer.body.type).toContain('recommendation-not-found');
    expect((await acme.viewer('GET', `${prefix}/recommendations/${id}`)).body.recommendation.state).toBe('proposed');
  });
});

describe('Limits of the parts of a budget', () => {
  it('are set for all platforms at once, and shown', async () => {
    const acme = await organisation(api);
    const { orchestration_id } = await acme.draft();
    const path = `${prefix}/${orchestration_id}/budget-limits`;
    const body = { meta: { least: 2_000, most: 8_000 }, google: { locked: true } };
    const set = await acme.operator('PUT', path, { body });
    expect(set.body.orchestration.budget_limits).toEqual({
      meta: { least: 2_000, most: 8_000, locked: false },
      google: { least: null, most: null, locked: true },
    });
    expect((await acme.operator('PUT', path, { body: { snapchat: { locked: true } } })).body.type).toContain(
      'platform-not-in-orchestration',
    );
    expect((await acme.operator('PUT', path, { body: { meta: { least: 9, most: 8 } } })).status).toBe(400);
    expect((await acme.operator('PUT', path, { body: { meta: { most: 0.001 } } })).body.type).toContain(
      'amount-not-payable',
    );
    expect((await acme.operator('PUT', path, { body: {} })).body.orchestration.budget_limits).toEqual({});
  });
});

describe('A budget thought through', () => {
  const campaign = async (objective = 'brand_awareness') => {
    const acme = await organisation(api);
    const created = await acme.admin('POST', `${prefix}/templates`, { body: { ...exampleTemplate, objective } });
    const orchestration = await acme.deployed({ template_id: created.body.template.template_id });
    const told = resultsOf(api, acme.org, orchestration.orchestration_id);
    for (const mapping of orchestration.mappings)
      await told.reported(mapping, new Date().toISOString(), spends(14, 100));
    const ask = (body: Readonly<Record<string, unknown>>) =>
      acme.viewer('POST', `${prefix}/${orchestration.orchestration_id}/scenarios`, { body });
    return { acme, orchestration, ask };
  };

  it('says what more money would bring, with intervals and what a little more would be worth', async () => {
    const { ask } = await campaign();
    const [present, more] = [await ask({ change_percent: 0 }), await ask({ change_percent: 15 })];
    const [before, after] = [present.body.scenario, more.body.scenario];
    expect(after).toMatchObject({ kind: 'scenario', currency: 'USD', measure: 'thousand_impressions', conflict: [] });
    expect(after.total_budget).toBeCloseTo(11_500, -1);
    expect(before.total_budget).toBeCloseTo(10_000, -1);
    expect(after.outcomes_per_day.mean).toBeGreaterThan(before.outcomes_per_day.mean);
    expect(after.outcomes_per_day.p10).toBeLessThan(after.outcomes_per_day.p90);
    expect(after.shadow_price).toBeGreaterThanOrEqual(0);
    const cents = after.platforms.map((part: { daily_budget: number }) => Math.round(part.daily_budget * 100));
    expect(cents.reduce((sum: number, part: number) => sum + part, 0)).toBe(Math.round(after.daily_budget * 100));
  });

  it('heeds limits, and names those that cannot all hold', async () => {
    const { acme, orchestration, ask } = await campaign();
    const path = `${prefix}/${orchestration.orchestration_id}/budget-limits`;
    await acme.operator('PUT', path, { body: { meta: { most: 4_000 } } });
    const { platforms } = (await ask({ budget: 12_000 })).body.scenario;
    expect(platforms[0]).toMatchObject({ platform: 'meta' });
    expect(platforms[0].daily_budget).toBeLessThanOrEqual(4_000 / 29);
    const all = Object.fromEntries(['meta', 'google', 'tiktok'].map((name) => [name, { most: 2_000 }]));
    await acme.operator('PUT', path, { body: all });
    const impossible = (await ask({ budget: 12_000 })).body.scenario;
    expect(impossible).toMatchObject({ kind: 'infeasible', platforms: [], total_budget: null });
    expect(impossible.conflict.join()).toContain('maximum of');
  });

  it('finds the budget for a target, or says that there is none', async () => {
    const { ask } = await campaign();
    const dear = await ask({ target_cpa: 1_000_000 });
    expect(dear.body.scenario).toMatchObject({ kind: 'scenario', total_budget: expect.any(Number) });
    const cheap = await ask({ target_cpa: 0.01 });
    expect(cheap.body.scenario).toMatchObject({ kind: 'unreachable', least_cost: expect.any(Number) });
    expect((await ask({ budget: 50 })).body.type).toContain('budget-below-spend');
    expect((await ask({})).status).toBe(400);
    expect((await ask({ budget: 12_000, change_percent: 5 })).status).toBe(400);
  });

  it('takes a target for what a conversion costs, also where otherwise its worth counts', async () => {
    const { ask } = await campaign('sales');
    expect((await ask({ change_percent: 0 })).body.scenario).toMatchObject({ measure: 'revenue' });
    // A conversion costs about 200; revenue a third of a dollar for each.
    expect((await ask({ target_cpa: 50 })).body.scenario).toMatchObject({
      ...{ kind: 'unreachable', measure: 'conversions' },
    });
  });

  it('needs a campaign that is there', async () => {
    const acme = await organisation(api);
    const { orchestration_id } = await acme.draft();
    const path = `${prefix}/${orchestration_id}/scenarios`;
    expect((await acme.viewer('POST', path, { body: { change_percent: 5 } })).body.type).toContain('nothing-to-sync');
  });
});

describe('A ranking of platforms', () => {
  it('puts what has brought most first, and says where nothing is known', async () => {
    const acme = await organisation(api);
    const orchestration = await acme.deployed();
    const told = resultsOf(api, acme.org, orchestration.orchestration_id);
    const [meta, google] = orchestration.mappings;
    await told.reported(meta, new Date().toISOString(), spends(20, 100));
    await told.reported(google, new Date().toISOString(), spends(20, 100));
    await api.pool.query('update read.platform_daily_metrics set impressions = impressions * 3 where mapping_id = $1', [
      google.mapping_id,
    ]);
    const body = {
      objective: 'brand_awareness',
      budget: 9_000,
      currency: 'USD',
      days: 30,
      platforms: ['meta', 'google', 'snapchat'],
    };
    const { ranking } = (await acme.viewer('POST', `${prefix}/platform-ranking`, { body })).body;
    expect(ranking).toMatchObject({ measure: 'thousand_impressions', budget: 9_000, days: 30 });
    const of = (platform: string) => ranking.platforms.find((each: { platform: string }) => each.platform === platform);
    const place = (platform: string): number => ranking.platforms.indexOf(of(platform));
    expect(place('google')).toBeLessThan(place('meta'));
    expect(of('google')).toMatchObject({ budget: 3_000, basis: 'own_history' });
    expect(of('google').cost).toBeLessThan(of('meta').cost);
    expect(of('snapchat')).toMatchObject({ basis: 'other_platforms', evidence_days: 0 });
    const width = ({ outcomes: { mean, p10, p90 } }: { outcomes: Record<string, number> }): number =>
      ((p90 as number) - (p10 as number)) / (mean as number);
    expect(width(of('snapchat'))).toBeGreaterThan(width(of('google')));
  });

  it('says that it knows nothing where the organisation has no history, and uses none of others', async () => {
    const acme = await organisation(api);
    const body = { objective: 'sales', budget: 9_000, currency: 'USD' };
    const { ranking } = (await acme.viewer('POST', `${prefix}/platform-ranking`, { body })).body;
    expect(ranking.platforms.map(({ basis }: { basis: string }) => basis)).toEqual(Array(6).fill('prior'));
  });
});

describe('What is known of spend', () => {
  it('has whole days only, and before its own those of like campaigns on the same account', async () => {
    const acme = await organisation(api);
    const [earlier, present] = [await acme.deployed(), await acme.deployed()];
    const at = new Date().toISOString();
    const [old, own] = [earlier, present].map(({ orchestration_id }) => resultsOf(api, acme.org, orchestration_id));
    await old?.reported(earlier.mappings[0], at, spends(10, 50, 5));
    await own?.reported(present.mappings[0], at, spends(4, 70, 0));
    await own?.looked(present.mappings[0], at, dayAgo(0));
    const pool = new pg.Pool({ ...api.readPool.options, max: 1 });
    const histories = spendHistories(tenantReader(pool), () => new Date());
    const question = { orgId: acme.org, orchestrationId: present.orchestration_id, since: dayAgo(60) };
    const [meta] = await histories.results({ ...question, objective: 'brand_awareness' });
    expect(meta?.days.map(({ date }) => date)).toEqual([dayAgo(3), dayAgo(2), dayAgo(1)]);
    expect(meta?.accountDays.map(({ date }) => date).at(-1)).toBe(dayAgo(5));
    expect(meta?.accountDays).toHaveLength(10);
    const [other] = await histories.results({ ...question, objective: 'sales' });
    expect(other?.accountDays).toEqual([]);
    await pool.end();
  });
});
