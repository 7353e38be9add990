import {
  type OperationError,
  type OperationEvent,
  type OperationRequested,
  operationCodec,
  orchestrationCodec,
  type StoredEvent,
  type WorkflowEvent,
  workflowCodec,
} from '@campaigns/contracts';
import { campaignWorkflow, plainResult, type WorkflowInput } from '@campaigns/domain';
import { fold, toAppend } from '@campaigns/event-sourcing';
import { envelope, type TestApi } from './test-api.ts';

type Asked = OperationRequested['data'];

const refused: OperationError = { class: 'validation', code: '100', message: 'The platform refused' };

/** A run that the orchestrator and the sync-workers would take on; here it goes on when a test says so. */
export const scriptedRun = (
  api: TestApi,
  org: string,
  workflow: Readonly<Record<'workflow_id' | 'orchestration_id', string>>,
) => {
  const stream = `workflow-${workflow.workflow_id}` as const;
  const load = async (): Promise<Readonly<{ events: readonly WorkflowEvent[]; revision: bigint | 'no-stream' }>> => {
    const { events, revision } = await api.store.load(stream);
    return { events: events.map(workflowCodec.decode), revision };
  };
  const hear = async (input: WorkflowInput): Promise<void> => {
    const { events, revision } = await load();
    const outputs = campaignWorkflow.decide(input, fold(campaignWorkflow, events));
    if (outputs.length === 0) return;
    const result = await api.store.append(stream, revision, toAppend(outputs, workflowCodec, envelope(org)));
    if (result.outcome !== 'appended') throw new Error('The run went on meanwhile');
    await api.progress.waitFor(result.position, 5_000);
  };
  const open = async (): Promise<readonly Asked[]> => {
    const { events } = await load();
    const settled = new Set(
      events.flatMap((each) => (each.type === 'OperationSettled' ? [each.data.operationId] : [])),
    );
    return events.flatMap((each) =>
      each.type === 'OperationRequested' && !settled.has(each.data.operationId) ? [each.data] : [],
    );
  };
  const contextOf = ({ task: _, step: __, at: ___, deadline: ____, ...context }: Asked) => context;
  const idOf = { idOf: ({ tag }: Readonly<{ tag: string }>) => tag, currency: 'USD' };
  return {
    load,
    open,
    begin: async (): Promise<void> => {
      const { events } = await api.store.load(`orchestration-${workflow.orchestration_id}`);
      const request = events.at(-1) as StoredEvent;
      await hear({ ...orchestrationCodec.decode(request), at: request.metadata.occurredAt } as WorkflowInput);
    },
    /** Answers all that is open now; refuses where it says so, such as `create-campaign google`. */
    answer: async (...refusing: readonly string[]): Promise<void> => {
      for (const asked of await open()) {
        const { kind } = asked.task;
        const outcome: OperationEvent = refusing.includes(`${kind} ${asked.platform}`)
          ? { type: 'OperationFailed', data: { ...contextOf(asked), kind, error: refused } }
          : { type: 'OperationSucceeded', data: { ...contextOf(asked), result: plainResult(asked.task, idOf) } };
        await hear({ ...outcome, at: new Date().toISOString() } as WorkflowInput);
      }
    },
    /** Puts an operation off, as a sync-worker would. */
    defer: async (asked: Asked, until: string): Promise<StoredEvent> => {
      const deferred: OperationEvent = {
        type: 'OperationDeferred',
        data: {
          ...{ ...contextOf(asked), until, reason: 'rate-limit', attempt: 0, looks: 0, task: asked.task },
          error: { class: 'rate-limit', code: '17', message: 'Too many calls' },
        },
      };
      const about = `operation-${asked.operationId}` as const;
      await api.store.append(about, 'no-stream', toAppend([deferred], operationCodec, envelope(org)));
      return (await api.store.load(about)).events.at(-1) as StoredEvent;
    },
  };
};
