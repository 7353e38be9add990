import { restOperations } from '@campaigns/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { organisation, prefix } from './testing/scenario.ts';
import { startTestApi, type TestApi } from './testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
}, 60_000);
afterAll(() => api.stop());

describe('The life of an orchestration through the API', () => {
  it('accepts the example bodies of the specification as they stand', async () => {
    const { operator, templateId } = await organisation(api);
    const created = await operator('POST', `${prefix}/from-template`, {
      body: { template_id: templateId, name: 'Q4 Brand Campaign', total_budget: 10000, platforms: ['meta', 'google'] },
    });
    expect(created.body).toMatchObject({
      success: true,
      orchestration: {
        status: 'draft',
        total_budget: 10_000,
        currency: 'USD',
        platforms: ['meta', 'google'],
        budget_allocation: { meta: 6_250, google: 3_750 },
        platform_count: 2,
        active_platform_count: 0,
      },
    });
    expect(created.status).toBe(201);
    expect(created.headers.get('location')).toBe(`${prefix}/${created.body.orchestration.orchestration_id}`);
    restOperations.createFromTemplate.response.parse(created.body);
  });

  it('deploys, pauses, resumes and completes, and shows each workflow', async () => {
    const { operator, admin, draft, settle } = await organisation(api);
    const orchestration = await draft();
    const at = `${prefix}/${orchestration.orchestration_id}`;
    for (const [action, goal, status] of [
      ['deploy', 'deploy', 'active'],
      ['pause', 'pause', 'paused'],
      ['resume', 'resume', 'active'],
      ['complete', 'complete', 'completed'],
    ] as const) {
      const started = await admin('POST', `${at}/${action}`);
      expect([action, started.status]).toEqual([action, 202]);
      restOperations.deployOrchestration.response.parse(started.body);
      expect(started.body.workflow).toMatchObject({ goal, status: 'pending', requested_by: 'anna' });
      const polled = await operator('GET', started.headers.get('location') as string);
      expect(polled.body.workflow.workflow_id).toBe(started.body.workflow.workflow_id);
      await settle(orchestration, started.body.workflow.workflow_id, goal);
      expect((await operator('GET', at)).body.orchestration.status).toBe(status);
    }
    const shown = await operator('GET', at);
    restOperations.getOrchestration.response.parse(shown.body);
    expect(shown.body.orchestration.workflows.map(({ goal }: { goal: string }) => goal)).toEqual([
      'complete',
      'resume',
      'pause',
      'deploy',
    ]);
  });

  it('changes the budget with the body of the specification and pushes it to live campaigns', async () => {
    const { operator, deployed } = await organisation(api);
    const { orchestration_id: id } = await deployed();
    const changed = await operator('PUT', `${prefix}/${id}/budget`, {
      body: { total_budget: 15000, budget_allocation: { meta: 7500, google: 4500, tiktok: 3000 } },
    });
    expect(changed.status).toBe(200);
    restOperations.changeBudget.response.parse(changed.body);
    expect(changed.body.orchestration).toMatchObject({
      total_budget: 15_000,
      budget_allocation: { meta: 7_500, google: 4_500, tiktok: 3_000 },
    });
    expect(changed.body.workflow).toMatchObject({ goal: 'sync', status: 'pending' });
  });
});
