import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { problemDetails, restOperationEntries } from '@campaigns/contracts';
import { newGrantKey } from '@campaigns/grant-handover';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openAlert } from './testing/open-alert.ts';
import { proposeTo } from './testing/propose-to.ts';
import { exampleTemplate, organisation, prefix } from './testing/scenario.ts';
import { type ApiAnswer, type Client, newOrg, startTestApi, type TestApi, tokenFor } from './testing/test-api.ts';

let api: TestApi;
let system: Client;
let foreign: Readonly<Record<string, string>>;

beforeAll(async () => {
  api = await startTestApi({ webhooks: { publicKey: newGrantKey(), isPrivateAllowed: false } });
  system = await api.as(newOrg(), 'system');
  const other = await organisation(api);
  const { orchestration_id } = await other.draft();
  const deploy = await other.operator('POST', `${prefix}/${orchestration_id}/deploy`);
  foreign = {
    templateId: other.templateId,
    orchestrationId: orchestration_id,
    workflowId: deploy.body.workflow.workflow_id,
    connectionId: await api.connect(other.org, 'snapchat'),
    authorizationId: await api.askForAccess(other.org),
    ...(await told(other.org)),
    recommendationId: await proposeTo(api, other.org, orchestration_id),
    ruleId: (await other.operator('POST', `${prefix}/rules`, { body: rotating })).body.rule.rule_id,
  };
}, 60_000);
afterAll(() => api.stop());

const hook = { url: 'https://hooks.example.com/', description: 'x' };

/** An alert of an organisation, and a webhook with a message. */
const told = async (org: string): Promise<Readonly<Record<string, string>>> => {
  const admin = await api.as(org, 'admin');
  const { webhook_id: webhookId } = (await admin('POST', `${prefix}/webhooks`, { body: hook })).body.webhook;
  const { delivery } = (await admin('POST', `${prefix}/webhooks/${webhookId}/test`)).body;
  return { webhookId, deliveryId: delivery.delivery_id, alertId: await openAlert(api, org) };
};

const rotating = { name: 'x', rule_type: 'creative_rotation', parameters: { every_days: 7 } };

const valid: Readonly<Record<string, unknown>> = {
  createTemplate: exampleTemplate,
  updateTemplate: exampleTemplate,
  createFromTemplate: { template_id: randomUUID(), name: 'x', total_budget: 100 },
  updateOrchestration: { name: 'x', sync_policy: { budget: 'theirs' }, scheduled_start_at: '2031-01-01T00:00:00Z' },
  scheduleOrchestration: { start: { local: '2031-01-01T00:00', zone: 'Europe/Berlin' }, duration_days: 3, late: 'ask' },
  duplicateOrchestration: { name: 'x', total_budget: 100 },
  changeBudget: { total_budget: 100 },
  adjustBudget: { changes: { meta: 1 } },
  deployOrchestration: {},
  rotateCreatives: { platform: 'meta', show: [randomUUID()], rest: [] },
  syncOrchestration: { sync_type: 'full', direction: 'pull' },
  retryWorkflowStep: { step: 'create_platform_campaigns' },
  skipWorkflowStep: { step: 'create_platform_campaigns', reason: 'x' },
  cancelWorkflow: { reason: 'x' },
  importTouchpoints: {
    touchpoints: [
      {
        ...{ kind: 'touch', id: '1', customer: 'a'.repeat(64), platform: 'meta' },
        occurred_at: '2026-03-01T00:00:00Z',
      },
    ],
  },
  createRule: { ...rotating, priority: 'high', orchestration_id: null, enabled: false },
  previewRule: rotating,
  updateRule: rotating,
  disableRule: { reason: 'x' },
  backtestRule: { from: '2026-03-01', to: '2026-03-02' },
  undoRule: { action_id: randomUUID() },
  requestAuthorization: { platform: 'meta' },
  chooseAccounts: { ad_account_ids: ['1'] },
  setAlertSettings: { thresholds: [80], hysteresis_points: 1, zero_spend_hours: 12, muted_kinds: ['drift'] },
  acknowledgeAlert: { note: 'x' },
  snoozeAlert: { until: '2031-01-01T00:00:00Z' },
  resolveAlert: { reason: 'x' },
  approveRecommendation: { hash: 'x' },
  dismissRecommendation: { reason: 'x' },
  setBudgetLimits: { meta: { least: 1, most: 2, locked: false } },
  thinkThroughBudget: { change_percent: 10, by: 'marginal' },
  rankPlatforms: { objective: 'sales', budget: 100, currency: 'USD', days: 10, platforms: ['meta'] },
  createWebhook: hook,
  updateWebhook: { ...hook, kinds: ['drift'], types: ['alert.opened'], enabled: false },
};

const pathWith = (path: string, ids: (name: string) => string): string =>
  `${prefix}${path === '/' ? '' : path}`.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids(name));

const all = restOperationEntries.map(([id, operation]) => ({
  id,
  ...operation,
  name: `${operation.method} ${operation.path}`,
}));
const withBody = all.filter(({ body }) => body !== undefined);
const withIds = all.filter(({ path }) => path.includes('{'));

const expectProblem = (answer: ApiAnswer, status: number, code: string): void => {
  expect({ status: answer.status, code: answer.body?.code, text: answer.text }).toMatchObject({ status, code });
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  problemDetails.parse(answer.body);
};

describe('Every route', () => {
  it.each(all)('$name asks for a token', async ({ method, path }) => {
    const answer = await api.withToken('')(
      method.toUpperCase(),
      pathWith(path, () => randomUUID()),
    );
    expectProblem(answer, 401, 'unauthorized');
    expect(answer.headers.get('www-authenticate')).toContain('Bearer');
  });

  it.each(all)('$name refuses a parameter that it does not know', async ({ id, method, path }) => {
    const answer = await system(method.toUpperCase(), `${pathWith(path, () => randomUUID())}?surprise=1`, {
      body: method === 'get' ? undefined : (valid[id] ?? {}),
    });
    expectProblem(answer, 400, 'invalid-request');
    expect(answer.body.errors).toContainEqual({ pointer: '#/query/surprise', detail: expect.any(String) });
  });

  it.each(withIds)('$name refuses a malformed id', async ({ id, method, path }) => {
    for (const malformed of ['42', 'not-a-uuid', '%00', `${randomUUID()}x`, "'%20or%201=1--"]) {
      const answer = await system(
        method.toUpperCase(),
        pathWith(path, () => malformed),
        { body: method === 'get' ? undefined : (valid[id] ?? {}) },
      );
      expect([malformed, answer.status]).toEqual([malformed, 400]);
    }
  });

  it.each(withIds)('$name finds nothing under an unknown or foreign id', async ({ id, method, path }) => {
    const admin = await api.as(newOrg(), 'admin');
    for (const ids of [() => randomUUID(), (name: string) => foreign[name] as string]) {
      const headers = method === 'put' || method === 'patch' ? { 'if-match': '"0"' } : {};
      const body = method === 'get' ? undefined : (valid[id] ?? {});
      const answer = await admin(method.toUpperCase(), pathWith(path, ids), { body, headers });
      expect([answer.status, answer.body.code]).toEqual([404, expect.stringMatching(/-not-found$/)]);
    }
  });
});

describe('Every route with a body', () => {
  const send = (name: (typeof withBody)[number], call: Parameters<Client>[2]): Promise<ApiAnswer> =>
    system(
      name.method.toUpperCase(),
      pathWith(name.path, () => randomUUID()),
      call,
    );

  it.each(withBody)('$name refuses what is no JSON object', async (operation) => {
    for (const raw of ['{', 'null', '"text"', '[]', '{"a":1}}', '{"a":undefined}']) {
      const answer = await send(operation, { raw });
      expect([raw, answer.status]).toEqual([raw, 400]);
    }
  });

  it.each(withBody)('$name refuses a member that it does not know, a NUL and a prototype key', async (operation) => {
    const body = (valid[operation.id] ?? {}) as Record<string, unknown>;
    const unknown = await send(operation, { body: { ...body, surprise: 1 } });
    expectProblem(unknown, 400, 'invalid-request');
    expect(unknown.body.errors).toContainEqual({ pointer: '#/surprise', detail: 'is not known here' });
    expectProblem(await send(operation, { body: { ...body, surprise: 'a\0b' } }), 400, 'malformed-json');
    const raw = `{"__proto__":{"polluted":true},${JSON.stringify(body).slice(1)}`.replace(',}', '}');
    expectProblem(await send(operation, { raw }), 400, 'malformed-json');
  });

  it.each(withBody)('$name refuses more than 256 kB', async (operation) => {
    expectProblem(await send(operation, { body: { name: 'x'.repeat(300_000) } }), 413, 'body-too-large');
  });

  it.each(withBody)('$name refuses another media type', async (operation) => {
    const headers = { 'content-type': 'text/plain' };
    expectProblem(await send(operation, { raw: 'name=x', headers }), 415, 'unsupported-media-type');
  });

  it.each(withBody.filter(({ bodyOptional }) => !bodyOptional))('$name refuses to go without', async (operation) => {
    expectProblem(await send(operation, {}), 400, 'invalid-request');
  });

  it.each(withBody.filter(({ id }) => valid[id] !== undefined))(
    '$name names each member that has the wrong type',
    async (operation) => {
      for (const [member, value] of Object.entries(valid[operation.id] as Record<string, unknown>)) {
        const wrong = typeof value === 'string' ? { not: 'text' } : 'not of this type';
        const answer = await send(operation, { body: { ...(valid[operation.id] as object), [member]: wrong } });
        expectProblem(answer, 400, 'invalid-request');
        expect(answer.body.errors[0].pointer).toMatch(new RegExp(`^#/${member}`));
      }
    },
  );
});

describe('The edges of the API', () => {
  it('has no other routes and no other methods', async () => {
    expectProblem(await system('GET', `${prefix}/templates/${randomUUID()}/explode`), 404, 'not-found');
    expectProblem(await system('GET', '/api/other'), 404, 'not-found');
    const answer = await system('DELETE', `${prefix}/templates`);
    expectProblem(answer, 405, 'method-not-allowed');
    expect(answer.headers.get('allow')).toBe('GET, HEAD, POST');
    expect((await system('GET', `${prefix}/from-template`)).headers.get('allow')).toBe('POST');
  });

  it('answers a broken path and a deep document with 400', async () => {
    expectProblem(await system('GET', `${prefix}/%E0%A4%A`), 400, 'invalid-request');
    const raw = `{"base_config":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
    expectProblem(await system('POST', `${prefix}/templates`, { raw }), 400, 'malformed-json');
  });

  it('gives a request its name back, and never a foreign header into the log', async () => {
    const named = await system('GET', prefix, { headers: { 'x-request-id': 'order-4711' } });
    expect(named.headers.get('x-request-id')).toBe('order-4711');
    const strange = await system('GET', prefix, { headers: { 'x-request-id': 'a b{}' } });
    expect(strange.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
  });

  it('writes one log line per request, without tokens, bodies or queries', async () => {
    const before = api.lines.length;
    const answer = await system('POST', `${prefix}/templates?note=private`, { body: { name: 'private' } });
    const written = api.lines.slice(before);
    expect(written).toHaveLength(1);
    expect(JSON.parse(written[0] as string)).toMatchObject({
      requestId: answer.headers.get('x-request-id'),
      operation: 'createTemplate',
      status: 400,
      subject: 'anna',
    });
    expect(written[0]).not.toMatch(/private|Bearer|eyJ/);
  });

  it('accepts an action that comes without a body and without a media type', async () => {
    const { hostname, port } = new URL(api.url);
    const { org, admin, templateId } = await organisation(api);
    expect((await admin('POST', `${prefix}/templates/${templateId}/deactivate`)).status).toBe(200);
    const authorization = `Bearer ${await tokenFor(org, 'admin')}`;
    const path = `${prefix}/templates/${templateId}/activate`;
    const options = { hostname, port, path, method: 'POST', headers: { authorization, 'content-length': '0' } };
    const status = await new Promise<number | undefined>((resolve, reject) => {
      request(options, (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end();
    });
    expect(status).toBe(200);
  });
});
