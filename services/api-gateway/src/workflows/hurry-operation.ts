import { operationCodec, type StoredEvent } from '@campaigns/contracts';
import { dueAfter, dueCommandId } from '@campaigns/domain';
import { type CommandContext, type EventStore, toAppend } from '@campaigns/event-sourcing';

/** Looks for an unknown outcome are apart in time on purpose: what was asked for may still be on its way. */
const isLook = (deferred: StoredEvent): boolean => {
  const { type, data } = operationCodec.decode(deferred);
  return type === 'OperationDeferred' && data.reason === 'unknown-outcome';
};

/**
 * Ends the wait of an operation that was put off, as its timer would and under the same ids, so that it ends once. Answers the
 * log position; `undefined` when it does not wait, no longer,
 * or for the next look at what an unknown outcome has left.
 */
export type HurryOperation = (operationId: string, by: CommandContext) => Promise<bigint | undefined>;

export const hurryOperation =
  (store: EventStore): HurryOperation =>
  async (operationId, by) => {
    const { events, revision } = await store.load(`operation-${operationId}`);
    const deferred = events.at(-1);
    const due = dueAfter(deferred);
    if (deferred === undefined || due === undefined || isLook(deferred)) return undefined;
    const context = { ...by, commandId: dueCommandId(deferred), causationId: deferred.metadata.eventId };
    const result = await store.append(`operation-${operationId}`, revision, toAppend([due], operationCodec, context));
    // Its timer, or a worker, was faster.
    return result.outcome === 'appended' ? result.position : undefined;
  };
