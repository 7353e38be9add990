import { randomUUID } from 'node:crypto';
import { type Role, restOperationEntries } from '@campaigns/contracts';
import { newGrantKey } from '@campaigns/grant-handover';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exampleTemplate, organisation, prefix } from './testing/scenario.ts';
import { type Client, newOrg, startTestApi, type TestApi } from './testing/test-api.ts';

let api: TestApi;
const clients = new Map<Role, Client>();
const roles: readonly Role[] = ['viewer', 'operator', 'admin', 'system'];

beforeAll(async () => {
  api = await startTestApi({ webhooks: { publicKey: newGrantKey(), isPrivateAllowed: false } });
  const org = newOrg();
  for (const role of roles) clients.set(role, await api.as(org, role));
}, 60_000);
afterAll(() => api.stop());

/** Written out here, so that a slip in the contract shows. */
const needed: Readonly<Record<string, Role>> = {
  'post /templates': 'admin',
  'put /templates/{templateId}': 'admin',
  'post /templates/{templateId}/activate': 'admin',
  'post /templates/{templateId}/deactivate': 'admin',
  'post /templates/{templateId}/archive': 'admin',
  'post /from-template': 'operator',
  'put /{orchestrationId}/budget': 'operator',
  'post /{orchestrationId}/budget/adjustments': 'operator',
  'patch /{orchestrationId}': 'operator',
  'post /{orchestrationId}/schedule': 'operator',
  'delete /{orchestrationId}/schedule': 'operator',
  'post /{orchestrationId}/archive': 'operator',
  'post /{orchestrationId}/duplicate': 'operator',
  'post /{orchestrationId}/plan': 'operator',
  'post /{orchestrationId}/deploy': 'operator',
  'post /{orchestrationId}/optimize': 'operator',
  'put /{orchestrationId}/budget-limits': 'operator',
  'post /recommendations/{recommendationId}/approve': 'operator',
  'post /recommendations/{recommendationId}/dismiss': 'operator',
  'post /{orchestrationId}/creatives/rotate': 'operator',
  'post /{orchestrationId}/clean-up': 'admin',
  'post /{orchestrationId}/sync': 'operator',
  'post /{orchestrationId}/pause': 'operator',
  'post /{orchestrationId}/resume': 'operator',
  'post /{orchestrationId}/complete': 'admin',
  'post /workflows/{workflowId}/retry': 'operator',
  'post /workflows/{workflowId}/resume': 'operator',
  'post /workflows/{workflowId}/skip': 'admin',
  'post /workflows/{workflowId}/cancel': 'admin',
  'delete /connections/{connectionId}': 'admin',
  'post /attribution/touchpoints': 'operator',
  'post /rules': 'operator',
  'put /rules/{ruleId}': 'operator',
  'delete /rules/{ruleId}': 'operator',
  'post /rules/{ruleId}/enable': 'operator',
  'post /rules/{ruleId}/disable': 'operator',
  'post /rules/{ruleId}/run': 'operator',
  'post /rules/{ruleId}/undo': 'operator',
  'put /alert-settings': 'operator',
  'post /alerts/{alertId}/acknowledge': 'operator',
  'post /alerts/{alertId}/snooze': 'operator',
  'post /alerts/{alertId}/resolve': 'operator',
  'get /webhooks': 'operator',
  'post /webhooks': 'admin',
  'get /webhooks/{webhookId}': 'operator',
  'put /webhooks/{webhookId}': 'admin',
  'delete /webhooks/{webhookId}': 'admin',
  'post /webhooks/{webhookId}/rotate-secret': 'admin',
  'post /webhooks/{webhookId}/test': 'operator',
  'get /webhooks/{webhookId}/deliveries': 'operator',
  'post /webhooks/{webhookId}/deliveries/{deliveryId}/replay': 'operator',
  'post /connections/authorizations': 'admin',
  'get /connections/authorizations/{authorizationId}': 'admin',
  'post /connections/authorizations/{authorizationId}/accounts': 'admin',
};

const matrix = restOperationEntries.flatMap(([, { method, path }]) => roles.map((role) => ({ method, path, role })));

describe('Roles', () => {
  it.each(matrix)('$role: $method $path', async ({ method, path, role }) => {
    const target = `${prefix}${path === '/' ? '' : path}`.replaceAll(/\{\w+\}/g, () => randomUUID());
    const answer = await (clients.get(role) as Client)(method.toUpperCase(), target);
    const minimum = needed[`${method} ${path}`] ?? 'viewer';
    if (roles.indexOf(role) >= roles.indexOf(minimum)) {
      expect([200, 400, 404]).toContain(answer.status);
    } else {
      expect(answer.status).toBe(403);
      expect(answer.body).toMatchObject({ code: 'forbidden', details: { required_role: minimum, role } });
    }
  });

  it('only the system makes and changes global templates, and every organisation sees and uses them', async () => {
    const system = await api.as(newOrg(), 'system');
    const { admin, operator } = await organisation(api);
    const body = { ...exampleTemplate, is_global: true };
    expect((await admin('POST', `${prefix}/templates`, { body })).body).toMatchObject({
      code: 'forbidden',
      details: { required_role: 'system' },
    });
    const created = await system('POST', `${prefix}/templates`, { body });
    expect(created.status).toBe(201);
    const { template_id } = created.body.template;
    const listed = await admin('GET', `${prefix}/templates`);
    expect(listed.body.templates.map((one: { template_id: string }) => one.template_id)).toContain(template_id);
    expect((await admin('POST', `${prefix}/templates/${template_id}/deactivate`)).status).toBe(403);
    expect((await admin('PUT', `${prefix}/templates/${template_id}`, { body: exampleTemplate })).status).toBe(403);
    const used = await operator('POST', `${prefix}/from-template`, {
      body: { template_id, name: 'Global', total_budget: 50 },
    });
    expect(used.status).toBe(201);
    expect((await system('POST', `${prefix}/templates/${template_id}/deactivate`)).status).toBe(200);
    const after = await admin('GET', `${prefix}/templates?status=all`);
    expect(after.body.templates.map((one: { template_id: string }) => one.template_id)).not.toContain(template_id);
  });
});
