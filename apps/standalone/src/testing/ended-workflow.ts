import { hasEnded, type WorkflowView, workflowAnswer } from '@campaigns/contracts';
import { eventually } from '@campaigns/testing';
import { expect } from '@jest/globals';
import type { Api } from '../demo/api-client.ts';

/** The workflow as it is when it has ended, however that is. */
export const endedWorkflow = (api: Pick<Api, 'get'>, workflowId: string, timeoutMs = 30_000): Promise<WorkflowView> =>
  eventually(
    async () => {
      const { workflow } = workflowAnswer.parse(await api.get(`/workflows/${workflowId}`));
      expect(hasEnded(workflow.status)).toBe(true);
      return workflow;
    },
    { timeoutMs, everyMs: 50 },
  );

/** Asks for a workflow, and waits for its end. */
export const doneWorkflow = async (
  api: Pick<Api, 'get' | 'post'>,
  path: string,
  body?: unknown,
): Promise<WorkflowView> => endedWorkflow(api, workflowAnswer.parse(await api.post(path, body)).workflow.workflow_id);
