import { randomUUID } from 'node:crypto';
import { type EventStore, LogUnavailable } from '@campaigns/event-sourcing';
import { afterEach, describe, expect, it } from '@jest/globals';
import { exampleTemplate, organisation, prefix } from './testing/scenario.ts';
import { newOrg, startTestApi, type TestApi } from './testing/test-api.ts';

let api: TestApi;
afterEach(() => api.stop(), 20_000);

describe('While the log is away', () => {
  it('commands get 503 with a time to wait, and the same key works once it is back', async () => {
    let isAway = false;
    const failing = (store: EventStore): EventStore => ({
      ...store,
      append: (...given) =>
        isAway ? Promise.reject(new LogUnavailable('postgres at 10.0.0.7 refused')) : store.append(...given),
    });
    api = await startTestApi({}, failing);
    const admin = await api.as(newOrg(), 'admin');
    const call = { body: exampleTemplate, headers: { 'idempotency-key': randomUUID() } };
    isAway = true;
    const refused = await admin('POST', `${prefix}/templates`, call);
    expect([refused.status, refused.body.code, refused.headers.get('retry-after')]).toEqual([503, 'unavailable', '5']);
    expect(refused.text).not.toContain('10.0.0.7');
    isAway = false;
    const accepted = await admin('POST', `${prefix}/templates`, call);
    expect([accepted.status, accepted.headers.get('idempotency-replayed')]).toEqual([201, null]);
  }, 60_000);
});

describe('While the read side is behind', () => {
  it('a deployment is still answered with its workflow; a draft says where it will be found', async () => {
    api = await startTestApi();
    const { operator, draft, templateId } = await organisation(api);
    const { orchestration_id: id } = await draft();
    api.progress.stop();
    const deployed = await operator('POST', `${prefix}/${id}/deploy`);
    expect([deployed.status, deployed.body.workflow]).toMatchObject([
      202,
      { goal: 'deploy', status: 'pending', requested_by: 'otto' },
    ]);
    const call = {
      body: { template_id: templateId, name: 'Late', total_budget: 10 },
      headers: { 'idempotency-key': randomUUID() },
    };
    const late = await operator('POST', `${prefix}/from-template`, call);
    expect([late.status, late.body.code, late.headers.get('retry-after')]).toEqual([503, 'not-yet-readable', '5']);
    const ready = await fetch(`${api.url}/health/ready`);
    expect([ready.status, await ready.json()]).toMatchObject([503, { checks: { log: 'ok', projections: 'failed' } }]);
    expect(await (await fetch(`${api.url}/health/live`)).json()).toEqual({ status: 'ok' });
    api.progress.go();
    const again = await operator('POST', `${prefix}/from-template`, call);
    expect([again.status, again.headers.get('location')]).toEqual([201, late.body.details.location]);
    expect(await (await fetch(`${api.url}/health/ready`)).json()).toMatchObject({ status: 'ok' });
  }, 60_000);
});

describe('Too many requests', () => {
  it('are refused per token subject, with a time to wait', async () => {
    api = await startTestApi({ rateLimitPerMinute: 3 });
    const org = newOrg();
    const [anna, otto] = [await api.as(org, 'viewer', 'anna'), await api.as(org, 'viewer', 'otto')];
    for (let call = 0; call < 3; call += 1) expect((await anna('GET', prefix)).status).toBe(200);
    const refused = await anna('GET', prefix);
    expect([refused.status, refused.body.code]).toEqual([429, 'too-many-requests']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.headers.get('ratelimit')).toContain('r=0');
    expect((await otto('GET', prefix)).status).toBe(200);
  }, 60_000);
});

describe('The documentation', () => {
  it('is served without a token and from no other host', async () => {
    api = await startTestApi();
    const document = (await (await fetch(`${api.url}/openapi.json`)).json()) as { openapi: string };
    expect(document.openapi).toMatch(/^3\.1/);
    const page = await fetch(`${api.url}/docs`);
    const html = await page.text();
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    const assets = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address as string);
    expect(assets).toHaveLength(3);
    for (const address of assets) {
      expect(address).toMatch(/^\/docs\//);
      const asset = await fetch(`${api.url}${address}`);
      expect([asset.status, (await asset.text()).length > 0]).toEqual([200, true]);
    }
    expect(await (await fetch(`${api.url}/problems/connection-required`)).text()).toContain('No usable connection');
    expect(await (await fetch(`${api.url}/problems/unheard-of`)).json()).toMatchObject({
      status: 404,
      code: 'not-found',
    });
  }, 60_000);
});

describe('The organisation of a request', () => {
  it('is not left on the connection that it was read over', async () => {
    api = await startTestApi();
    const { viewer, draft } = await organisation(api);
    await draft();
    await Promise.all(Array.from({ length: 20 }, () => viewer('GET', prefix)));
    const stranger = await api.as(newOrg(), 'viewer');
    const answers = await Promise.all(Array.from({ length: 20 }, () => stranger('GET', prefix)));
    expect(answers.flatMap(({ body }) => body.orchestrations)).toEqual([]);
  }, 60_000);
});
