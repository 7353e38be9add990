import { orchestrationAnswer, templatesAnswer, workflowAnswer } from '@campaigns/contracts';
import { eventually } from '@campaigns/testing';
import type { Api } from '../demo/api-client.ts';

/** Takes a campaign from the template of the specification's product launch to all its platforms. */
export const deployOnce = async (api: Api): Promise<void> => {
  const { templates } = templatesAnswer.parse(await api.get('/templates?category=conversion'));
  const { orchestration } = orchestrationAnswer.parse(
    await api.post('/from-template', {
      template_id: templates.find(({ name }) => name === 'Product Launch - Conversion')?.template_id,
      ...{ name: 'Deployed once', total_budget: 50_000, duration_days: 30 },
    }),
  );
  const { workflow } = workflowAnswer.parse(await api.post(`/${orchestration.orchestration_id}/deploy`));
  await eventually(
    async () => {
      const { status } = workflowAnswer.parse(await api.get(`/workflows/${workflow.workflow_id}`)).workflow;
      if (status !== 'completed') throw new Error(`The deployment is ${status}`);
    },
    { timeoutMs: 30_000, everyMs: 50 },
  );
};
