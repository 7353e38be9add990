import { randomUUID } from 'node:crypto';
import type { WorkflowView } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import { ApiRefusal } from './api-client.ts';
import { startWorkflow } from './start-workflow.ts';

const workflow: WorkflowView = {
  ...{ workflow_id: randomUUID(), orchestration_id: randomUUID(), workflow_type: 'sync', goal: 'sync' },
  ...{ status: 'pending', steps: [], current_step: 0, total_steps: 2, progress: 0, execution_log: [] },
  ...{ rollback_data: [], error_message: null, requested_by: 'demo-user', requested_at: '2026-12-01T08:00:00.000Z' },
  ...{ started_at: null, completed_at: null, duration_seconds: null, operations: [], recommendation: null },
};

/** An API that refuses with these codes before it accepts. */
const apiThatRefuses = (...codes: readonly string[]) => {
  const asked: string[] = [];
  const post = async (path: string): Promise<unknown> => {
    const code = codes[asked.length];
    asked.push(path);
    if (code !== undefined) throw new ApiRefusal(`HTTP 409: ${code}`, code);
    return { success: true, workflow };
  };
  return { post, asked };
};

describe('Starting a workflow', () => {
  it('asks again while another one is in its way', async () => {
    const api = apiThatRefuses('workflow-in-progress', 'workflow-in-progress');
    expect(await startWorkflow(api, '/1/sync')).toEqual(workflow);
    expect(api.asked).toEqual(['/1/sync', '/1/sync', '/1/sync']);
  });

  it('gives up at once when the API refuses for a reason that stays', async () => {
    const api = apiThatRefuses('illegal-transition');
    await expect(startWorkflow(api, '/1/pause')).rejects.toMatchObject({ code: 'illegal-transition' });
    expect(api.asked).toEqual(['/1/pause']);
  });
});
