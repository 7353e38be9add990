import { type OperationEvent, operationCodec, type StoredEvent } from '@campaigns/contracts';
import { derivedId } from '@campaigns/event-sourcing';

export type OperationDue = Extract<OperationEvent, { type: 'OperationDue' }>;

/** By which the end of a deferral's wait is recorded once, whoever ends it: its timer, or a person who will not wait. */
export const dueCommandId = ({ metadata }: StoredEvent): string => derivedId(metadata.eventId, 'timer');

/** The end of the wait of an operation whose last event this is; `undefined` when it does not wait. Throws ZodError. */
export const dueAfter = (last: StoredEvent | undefined): OperationDue | undefined => {
  if (last === undefined || !operationCodec.knows(last.type)) return undefined;
  const event = operationCodec.decode(last);
  if (event.type !== 'OperationDeferred') return undefined;
  const { operationId, workflowId, orchestrationId, mappingId, connectionId, platform, adAccountId } = event.data;
  const { task, deadline } = event.data;
  return {
    type: 'OperationDue',
    data: {
      ...{ operationId, workflowId, orchestrationId, mappingId, connectionId, platform, adAccountId, task },
      ...(deadline === undefined ? {} : { deadline }),
    },
  };
};
