import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exampleTemplate, organisation, prefix } from './testing/scenario.ts';
import { startTestApi, type TestApi } from './testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
}, 60_000);
afterAll(() => api.stop());

const keyed = (key = randomUUID()) => ({ 'idempotency-key': key });
const listPath = `${prefix}?limit=200`;

describe('A POST with an Idempotency-Key', () => {
  it('takes effect once and gives its answer again', async () => {
    const { operator, templateId } = await organisation(api);
    const call = { body: { template_id: templateId, name: 'Once', total_budget: 100 }, headers: keyed() };
    const first = await operator('POST', `${prefix}/from-template`, call);
    const again = await operator('POST', `${prefix}/from-template`, call);
    expect(again.text).toBe(first.text);
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
    expect(again.headers.get('etag')).toBe(first.headers.get('etag'));
    expect((await operator('GET', listPath)).body.orchestrations).toHaveLength(1);
    const { template } = (await operator('GET', `${prefix}/templates/${templateId}`)).body;
    expect(template.usage_count).toBe(1);
  });

  it('takes effect once when ten come at the same time, and all get the same answer', async () => {
    const { operator, templateId } = await organisation(api);
    const headers = keyed();
    const body = { template_id: templateId, name: 'Ten at once', total_budget: 100 };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => operator('POST', `${prefix}/from-template`, { body, headers })),
    );
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(201);
    expect((await operator('GET', listPath)).body.orchestrations).toHaveLength(1);
  });

  it('starts one workflow for two deploys at once; without a key the second is told of the first', async () => {
    const { operator, draft } = await organisation(api);
    const first = await draft();
    const headers = keyed();
    const path = `${prefix}/${first.orchestration_id}/deploy`;
    const [one, two] = await Promise.all([operator('POST', path, { headers }), operator('POST', path, { headers })]);
    expect([one.status, two.status]).toEqual([202, 202]);
    expect(two.text).toBe(one.text);

    const second = await draft();
    const bare = `${prefix}/${second.orchestration_id}/deploy`;
    const answers = await Promise.all([operator('POST', bare), operator('POST', bare)]);
    const [won, lost] = answers.toSorted((a, b) => a.status - b.status);
    expect([won?.status, lost?.status]).toEqual([202, 409]);
    expect(lost?.body).toMatchObject({
      code: expect.stringMatching(/workflow-in-progress|illegal-transition/),
      details: { workflowId: won?.body.workflow.workflow_id },
    });
  });

  it('is refused with another body or another path, and the other key holder is left alone', async () => {
    const { operator, admin, templateId } = await organisation(api);
    const stranger = await organisation(api);
    const headers = keyed();
    const body = { template_id: templateId, name: 'Mine', total_budget: 100 };
    await operator('POST', `${prefix}/from-template`, { body, headers });
    const other = await operator('POST', `${prefix}/from-template`, { body: { ...body, total_budget: 200 }, headers });
    expect([other.status, other.body.code]).toEqual([422, 'idempotency-key-reused']);
    const elsewhere = await admin('POST', `${prefix}/templates`, { body: exampleTemplate, headers });
    expect([elsewhere.status, elsewhere.body.code]).toEqual([422, 'idempotency-key-reused']);
    const theirs = await stranger.operator('POST', `${prefix}/from-template`, {
      body: { ...body, template_id: stranger.templateId },
      headers,
    });
    expect(theirs.status).toBe(201);
  });

  it('keeps a refusal too, but not one for a body that could not be read', async () => {
    const { operator, admin, templateId } = await organisation(api);
    const headers = keyed();
    const body = { template_id: templateId, name: 'Refused', total_budget: 100 };
    const unreadable = await operator('POST', `${prefix}/from-template`, {
      body: { ...body, total_budget: -1 },
      headers,
    });
    expect(unreadable.status).toBe(400);
    await admin('POST', `${prefix}/templates/${templateId}/deactivate`);
    const refused = await operator('POST', `${prefix}/from-template`, { body, headers });
    expect([refused.status, refused.body.code]).toEqual([409, 'template-inactive']);
    await admin('POST', `${prefix}/templates/${templateId}/activate`);
    const again = await operator('POST', `${prefix}/from-template`, { body, headers });
    expect([again.text, again.headers.get('idempotency-replayed')]).toEqual([refused.text, 'true']);
    expect(again.headers.get('content-type')).toContain('application/problem+json');
  });

  it('finds its own effect after a crash before the answer was kept, though the template is inactive by now', async () => {
    const { operator, admin, templateId } = await organisation(api);
    const headers = keyed();
    const body = { template_id: templateId, name: 'Crashed', total_budget: 100 };
    const first = await operator('POST', `${prefix}/from-template`, { body, headers });
    await api.pool.query(
      'update gateway.idempotency_keys set status = null, headers = null, body = null where key = $1',
      [headers['idempotency-key']],
    );
    await admin('POST', `${prefix}/templates/${templateId}/deactivate`);
    const again = await operator('POST', `${prefix}/from-template`, { body, headers });
    expect(again.status).toBe(201);
    expect(again.body.orchestration.orchestration_id).toBe(first.body.orchestration.orchestration_id);
    expect((await operator('GET', listPath)).body.orchestrations).toHaveLength(1);
  });

  it('does the same for a deployment that has begun meanwhile', async () => {
    const { operator, draft, settle } = await organisation(api);
    const orchestration = await draft();
    const headers = keyed();
    const path = `${prefix}/${orchestration.orchestration_id}/deploy`;
    const first = await operator('POST', path, { headers });
    await settle(orchestration, first.body.workflow.workflow_id, 'deploy');
    await api.pool.query('delete from gateway.idempotency_keys where key = $1', [headers['idempotency-key']]);
    const again = await operator('POST', path, { headers });
    expect([again.status, again.body.workflow?.workflow_id]).toEqual([202, first.body.workflow.workflow_id]);
  });
});
