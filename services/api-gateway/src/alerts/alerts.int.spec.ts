import type { AlertSubject, OrchestrationId } from '@campaigns/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { observeAlert } from '../testing/open-alert.ts';
import { organisation, prefix } from '../testing/scenario.ts';
import { newOrg, startTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
}, 60_000);
afterAll(() => api.stop());

const hourMs = 3_600_000;
const later = (ms: number): string => new Date(Date.now() + ms).toISOString();

/** What the rules-engine sees and writes. */
const observe = (org: string, subject: AlertSubject, verdict: 'open' | 'clear', at = new Date().toISOString()) =>
  observeAlert(api, org, subject, { verdict, at });

const clients = async (org = newOrg()) => ({
  org,
  viewer: await api.as(org, 'viewer'),
  operator: await api.as(org, 'operator'),
});

describe('An alert', () => {
  it('is acknowledged, put off and resolved by a person, once it is open', async () => {
    const { org, viewer, operator } = await clients();
    const id = await observe(org, { percent: 90 }, 'open');
    const path = `${prefix}/alerts/${id}`;
    expect((await viewer('GET', path)).body.alert).toMatchObject({
      ...{ alert_id: id, state: 'open', episode: 1, threshold: 90, severity: 'warning', resolved_at: null },
      ...{ runbook: 'runbooks/alerts.md#budget-threshold', values: { share: 90.52 } },
    });
    const acknowledged = await operator('POST', `${path}/acknowledge`, { body: { note: 'On it' } });
    expect(acknowledged.body.alert).toMatchObject({ state: 'acknowledged', acknowledged_by: 'anna', note: 'On it' });
    const until = later(hourMs);
    const snoozed = await operator('POST', `${path}/snooze`, { body: { until } });
    expect(snoozed.body.alert).toMatchObject({ state: 'snoozed', snoozed_until: until });
    const resolved = await operator('POST', `${path}/resolve`, { body: { reason: 'Agreed' } });
    expect(resolved.body.alert).toMatchObject({ state: 'resolved', resolved_by: 'user', resolution: 'Agreed' });
    const refused = await operator('POST', `${path}/acknowledge`);
    expect(refused).toMatchObject({ status: 409, body: { code: 'alert-resolved' } });
  });

  it('is put off into the near future only', async () => {
    const { org, operator } = await clients();
    const id = await observe(org, { percent: 90 }, 'open');
    for (const until of [later(-hourMs), later(91 * 24 * hourMs)]) {
      const { status, body } = await operator('POST', `${prefix}/alerts/${id}/snooze`, { body: { until } });
      expect([status, body.code, body.errors[0].pointer]).toEqual([422, 'snooze-too-long', '#/until']);
    }
  });

  it('belongs to its organisation alone, and is changed by operators only', async () => {
    const { org, viewer } = await clients();
    const id = await observe(org, { percent: 90 }, 'open');
    const stranger = await clients();
    expect((await stranger.viewer('GET', `${prefix}/alerts/${id}`)).status).toBe(404);
    expect((await stranger.operator('POST', `${prefix}/alerts/${id}/resolve`)).body.code).toBe('alert-not-found');
    expect((await stranger.viewer('GET', `${prefix}/alerts`)).body.alerts).toEqual([]);
    expect((await viewer('POST', `${prefix}/alerts/${id}/resolve`)).status).toBe(403);
  });
});

describe('The list of alerts', () => {
  it('is filtered by state, kind, severity and orchestration, and comes in pages', async () => {
    const { org, viewer, draft } = await organisation(api);
    const { orchestration_id: own } = await draft({ platforms: ['meta'] });
    const orchestrationId = own as OrchestrationId;
    const at = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
    const ids = [
      await observe(org, { percent: 75 }, 'open', at(3)),
      await observe(org, { percent: 90 }, 'open', at(2)),
      await observe(org, { orchestrationId, percent: 100 }, 'open', at(1)),
    ];
    await observe(org, { percent: 75 }, 'clear');
    const list = async (path: string) => {
      const { body } = await viewer('GET', `${prefix}${path}`);
      return [body.alerts.map(({ alert_id }: { alert_id: string }) => alert_id), body.next_cursor] as const;
    };
    expect((await list('/alerts'))[0]).toEqual(ids.toReversed());
    expect((await list('/alerts?state=resolved'))[0]).toEqual([ids[0]]);
    expect((await list('/alerts?kind=drift'))[0]).toEqual([]);
    expect((await list('/alerts?severity=critical'))[0]).toEqual([]);
    expect((await list(`/alerts?orchestration_id=${own}`))[0]).toEqual([ids[2]]);
    expect((await list(`/${own}/alerts`))[0]).toEqual([ids[2]]);
    const [first, cursor] = await list('/alerts?limit=2');
    expect(first).toEqual([ids[2], ids[1]]);
    expect(await list(`/alerts?limit=2&cursor=${cursor}`)).toEqual([[ids[0]], null]);
    expect((await viewer('GET', `${prefix}/${newOrg()}/alerts`)).body.code).toBe('orchestration-not-found');
  });
});

describe('The settings of alerts', () => {
  it('are the product’s, the organisation’s or one orchestration’s own', async () => {
    const { viewer, operator, draft } = await organisation(api);
    const { orchestration_id: id } = await draft({ platforms: ['meta'] });
    const path = `${prefix}/alert-settings`;
    const own = `${path}?orchestration_id=${id}`;
    expect((await viewer('GET', path)).body.settings).toEqual({
      ...{ orchestration_id: null, source: 'default', thresholds: [75, 90, 100], hysteresis_points: 2 },
      ...{ zero_spend_hours: 24, muted_kinds: [] },
    });
    await operator('PUT', path, { body: { thresholds: [100, 50], muted_kinds: ['drift'] } });
    expect((await viewer('GET', own)).body.settings).toMatchObject({
      ...{ orchestration_id: id, source: 'organization', thresholds: [50, 100], muted_kinds: ['drift'] },
    });
    const set = await operator('PUT', path, { body: { orchestration_id: id, thresholds: [80] } });
    expect(set.body.settings).toMatchObject({ source: 'orchestration', thresholds: [80], muted_kinds: ['drift'] });
    expect((await viewer('GET', path)).body.settings).toMatchObject({ thresholds: [50, 100] });
    await operator('PUT', path, { body: { orchestration_id: id, use_default: true } });
    expect((await viewer('GET', own)).body.settings).toMatchObject({ source: 'organization', thresholds: [50, 100] });
  });

  it('are refused where they make no sense, and for orchestrations of others', async () => {
    const { viewer, operator } = await clients();
    const set = async (body: unknown) => (await operator('PUT', `${prefix}/alert-settings`, { body })).body;
    expect((await set({ thresholds: [75, 75] })).errors).toEqual([
      { pointer: '#/thresholds', detail: 'must name each threshold once' },
    ]);
    expect((await set({ thresholds: [0] })).code).toBe('invalid-request');
    expect((await set({ use_default: true, thresholds: [80] })).errors[0].pointer).toBe('#/use_default');
    expect((await set({ orchestration_id: newOrg() })).code).toBe('orchestration-not-found');
    expect((await viewer('PUT', `${prefix}/alert-settings`, { body: {} })).status).toBe(403);
  });
});
