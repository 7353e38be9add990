import { setTimeout as sleep } from 'node:timers/promises';
import { type WorkflowView, workflowAnswer } from '@campaigns/contracts';
import { type Api, ApiRefusal } from './api-client.ts';

const askAgainMs = 150;

/**
 * Starts a workflow, such as a sync; while another is in its way, such as the sync that begins by itself, waits. Throws
 * `ApiRefusal` for what no waiting changes.
 */
export const startWorkflow = async (api: Pick<Api, 'post'>, path: string, body?: unknown): Promise<WorkflowView> => {
  for (;;) {
    try {
      return workflowAnswer.parse(await api.post(path, body)).workflow;
    } catch (error) {
      if (!(error instanceof ApiRefusal) || error.code !== 'workflow-in-progress') throw error;
      await sleep(askAgainMs);
    }
  }
};
