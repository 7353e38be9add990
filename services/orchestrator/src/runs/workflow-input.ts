import {
  operationCodec,
  orchestrationCodec,
  recommendationCodec,
  type StoredEvent,
  type StreamName,
} from '@campaigns/contracts';
import {
  analysisAnswerTypes,
  operationOutcomeTypes,
  type WorkflowInput,
  workflowRequestTypes,
} from '@campaigns/domain';

const codecOf = (type: string) => {
  if (workflowRequestTypes.includes(type)) return orchestrationCodec;
  if (operationOutcomeTypes.includes(type)) return operationCodec;
  return analysisAnswerTypes.includes(type) ? recommendationCodec : undefined;
};

/** What a run hears of an event; `undefined` for one that no run waits for. Throws ZodError for data of no known shape. */
export const workflowInputOf = (stored: StoredEvent): WorkflowInput | undefined => {
  const codec = codecOf(stored.type);
  if (codec === undefined) return undefined;
  // The type was looked up in the list from which this union is made.
  return { ...codec.decode(stored), at: stored.metadata.occurredAt } as WorkflowInput;
};

/** Which run an input belongs to. */
export const runStream = ({ data: { workflowId } }: WorkflowInput): StreamName => `workflow-${workflowId}`;
