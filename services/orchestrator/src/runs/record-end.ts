import { orchestrationCodec, type StoredEvent, workflowCodec } from '@campaigns/contracts';
import { type OrchestrationCommand, orchestrationDecider } from '@campaigns/domain';
import { commandHandler, type EventStore } from '@campaigns/event-sourcing';
import { reactionContext } from '../reaction-context.ts';

type RecordWorkflowEnd = Extract<OrchestrationCommand, { type: 'RecordWorkflowEnd' }>;

const commandFor = (stored: StoredEvent): RecordWorkflowEnd | undefined => {
  const event = workflowCodec.decode(stored);
  if (event.type !== 'WorkflowCompleted' && event.type !== 'WorkflowFailed') return undefined;
  const { workflowId, workflowType, purpose, outcomes, at } = event.data;
  const ended = { workflowId, workflowType, purpose, outcomes, now: at };
  if (event.type === 'WorkflowCompleted') {
    const { recommendation } = event.data;
    const well = { outcome: 'completed', ending: 'completed', reason: null } as const;
    return { type: 'RecordWorkflowEnd', data: { ...ended, ...well, recommendation } };
  }
  const { partial, reason, ending } = event.data;
  return { type: 'RecordWorkflowEnd', data: { ...ended, outcome: partial ? 'partial' : 'failed', ending, reason } };
};

/**
 * Tells the orchestration what its run came to, once. Does nothing for other events.
 * Throws `RuleViolation`, `ConcurrencyExhausted`, `LogUnavailable`, ZodError.
 */
export const recordWorkflowEnd = (store: EventStore): ((ended: StoredEvent) => Promise<void>) => {
  const handle = commandHandler(store, orchestrationDecider, orchestrationCodec);
  return async (ended) => {
    const command = commandFor(ended);
    if (command === undefined) return;
    const { orchestrationId } = workflowCodec.decode(ended).data;
    await handle(`orchestration-${orchestrationId}`, command, reactionContext(ended, 'record-workflow-end'));
  };
};
