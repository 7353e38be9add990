import { operationCodec } from '@campaigns/contracts';
import { dueAfter, dueCommandId } from '@campaigns/domain';
import { derivedId, toAppend } from '@campaigns/event-sourcing';
import { reactionContext } from '../reaction-context.ts';
import type { TimerRule } from './timer.ts';

const done = { append: undefined, next: undefined } as const;

/** A deferred operation comes again, if it still waits for exactly this deferral. */
export const operationDue: TimerRule = {
  askedForBy: ['OperationDeferred'],
  timerFor: async (deferred) => {
    const event = operationCodec.decode(deferred);
    if (event.type !== 'OperationDeferred') return undefined;
    return {
      timerId: derivedId(deferred.metadata.eventId, 'timer'),
      dueAt: new Date(event.data.until),
      kind: 'operation-due',
      stream: deferred.stream,
      causeId: deferred.metadata.eventId,
      position: deferred.position,
      known: 'stays',
    };
  },
  prepare:
    (store, now) =>
    async ({ stream, causeId }) => {
      const { events, revision } = await store.load(stream);
      const deferred = events.at(-1);
      if (deferred === undefined || deferred.metadata.eventId !== causeId) return done;
      const due = dueAfter(deferred);
      if (due === undefined) return done;
      const context = {
        ...reactionContext(deferred, 'timer'),
        ...{ commandId: dueCommandId(deferred), occurredAt: now().toISOString() },
      };
      return {
        append: { stream, expected: revision, events: toAppend([due], operationCodec, context) },
        next: undefined,
      };
    },
};
