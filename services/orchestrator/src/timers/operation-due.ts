import { operationCodec, type StoredEvent } from '@campaigns/contracts';
import { derivedId, type EventStore, toAppend } from '@campaigns/event-sourcing';
import { reactionContext } from '../reaction-context.ts';
import type { NewTimer, PrepareFiring } from './timer.ts';

/** The timer of a deferral. Throws ZodError for data of no known shape. */
export const operationTimer = (deferred: StoredEvent): NewTimer | undefined => {
  const event = operationCodec.decode(deferred);
  if (event.type !== 'OperationDeferred') return undefined;
  return {
    timerId: derivedId(deferred.metadata.eventId, 'timer'),
    dueAt: new Date(event.data.until),
    kind: 'operation-due',
    stream: deferred.stream,
    causeId: deferred.metadata.eventId,
    position: deferred.position,
  };
};

const done = { append: undefined, next: undefined } as const;

/** The operation is due, if it still waits for exactly this deferral. */
export const prepareOperationDue =
  (store: EventStore, now: () => Date): PrepareFiring =>
  async ({ stream, causeId }) => {
    const { events, revision } = await store.load(stream);
    const deferred = events.at(-1);
    if (deferred === undefined || deferred.metadata.eventId !== causeId) return done;
    const event = operationCodec.decode(deferred);
    if (event.type !== 'OperationDeferred') return done;
    const { operationId, workflowId, orchestrationId, mappingId, connectionId, platform, adAccountId, task } =
      event.data;
    const due = {
      type: 'OperationDue',
      data: { operationId, workflowId, orchestrationId, mappingId, connectionId, platform, adAccountId, task },
    } as const;
    const context = { ...reactionContext(deferred, 'timer'), occurredAt: now().toISOString() };
    return {
      append: { stream, expected: revision, events: toAppend([due], operationCodec, context) },
      next: undefined,
    };
  };
