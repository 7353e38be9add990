import { type Platform, type WorkflowId, workflowId as workflowIdSchema } from '@campaigns/contracts';
import { newOrg, type TestApi } from './test-api.ts';

/** The template of the specification, word for word. */
export const exampleTemplate = {
  name: 'Multi-Platform Awareness Campaign',
  category: 'awareness',
  objective: 'brand_awareness',
  platforms: ['meta', 'google', 'tiktok'],
  base_config: { targeting: { age_min: 18, age_max: 65 } },
  platform_specific_config: { meta: { placement: ['facebook', 'instagram'] }, google: { network: 'display' } },
  budget_template: { distribution: 'custom', custom_distribution: { meta: 50, google: 30, tiktok: 20 } },
} as const;

export const prefix = '/api/orchestration';

/** An organisation with connections on three platforms and the example's template. */
export const organisation = async (
  api: TestApi,
  currency = 'USD',
  adAccounts: Partial<Record<Platform, string>> = {},
) => {
  const org = newOrg();
  const [admin, operator, viewer] = await Promise.all([
    api.as(org, 'admin'),
    api.as(org, 'operator', 'otto'),
    api.as(org, 'viewer', 'vera'),
  ]);
  for (const platform of ['meta', 'google', 'tiktok'] as const) {
    await api.connect(org, platform, currency, adAccounts[platform]);
  }
  const created = await admin('POST', `${prefix}/templates`, { body: exampleTemplate });
  const templateId: string = created.body.template.template_id;

  const draft = async (body: Readonly<Record<string, unknown>> = {}) => {
    const answer = await operator('POST', `${prefix}/from-template`, {
      body: { template_id: templateId, name: 'Q4 Brand Campaign', total_budget: 10_000, ...body },
    });
    return answer.body.orchestration;
  };

  /** Ends a run as the orchestrator would, with every platform in the same state. */
  const settle = async (
    orchestration: Readonly<{
      orchestration_id: string;
      mappings: readonly { mapping_id: string; platform: Platform }[];
    }>,
    workflow: string,
    goal: 'deploy' | 'pause' | 'resume' | 'complete',
  ) => {
    const status = goal === 'deploy' || goal === 'resume' ? 'active' : 'paused';
    await api.command(org, orchestration.orchestration_id, {
      type: 'RecordWorkflowEnd',
      data: {
        workflowId: workflowIdSchema.parse(workflow) as WorkflowId,
        workflowType: goal === 'deploy' ? 'creation' : goal === 'resume' ? 'activation' : 'deactivation',
        purpose: goal === 'deploy' ? { goal, failurePolicy: 'rollback' } : { goal },
        outcomes: orchestration.mappings.map(({ mapping_id, platform }) => ({
          ...{ mappingId: mapping_id as never, platform, status, tag: 'op-1', error: null },
          platformCampaignId: `${platform}-1`,
        })),
        outcome: 'completed',
        reason: null,
        now: new Date().toISOString(),
      },
    });
  };

  const deployed = async (body?: Readonly<Record<string, unknown>>) => {
    const orchestration = await draft(body);
    const path = `${prefix}/${orchestration.orchestration_id}/deploy`;
    const { body: started } = await operator('POST', path);
    await settle(orchestration, started.workflow.workflow_id, 'deploy');
    return orchestration;
  };

  return { org, admin, operator, viewer, templateId, draft, deployed, settle };
};
