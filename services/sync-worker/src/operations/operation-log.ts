import { type OperationEvent, operationCodec, type RecordedEvent } from '@campaigns/contracts';
import {
  type CommandContext,
  derivedId,
  type EventStore,
  type ExpectedRevision,
  toAppend,
} from '@campaigns/event-sourcing';
import { type Operation, operationFrom } from './operation.ts';
import { operationStream, type Trigger } from './trigger.ts';

export type LoadedOperation = Readonly<{ operation: Operation; revision: ExpectedRevision }>;

/** Reads and writes one operation's stream. */
export type OperationLog = Readonly<{
  load: (operationId: string) => Promise<LoadedOperation>;
  /** The new revision, or `undefined` when the stream has moved on. */
  append: (event: OperationEvent, expected: ExpectedRevision, context: CommandContext) => Promise<bigint | undefined>;
}>;

export const operationLog = (store: EventStore): OperationLog => ({
  load: async (operationId) => {
    const { events, revision } = await store.load(operationStream(operationId));
    const history: readonly RecordedEvent<OperationEvent>[] = events.map(operationCodec.decodeRecorded);
    return { operation: operationFrom(history), revision };
  },
  append: async (event, expected, context) => {
    const stream = operationStream(event.data.operationId);
    const result = await store.append(stream, expected, toAppend([event], operationCodec, context));
    return result.outcome === 'appended' ? result.revision : undefined;
  },
});

/** Metadata of whatever follows from a trigger; `purpose` tells its events apart. */
export const reactionContext = (
  { cause }: Trigger,
  now: Date,
  ...purpose: readonly (string | number)[]
): CommandContext => ({
  commandId: derivedId(cause.metadata.eventId, 'sync-worker', ...purpose),
  orgId: cause.metadata.orgId,
  actor: { kind: 'service', id: 'sync-worker' },
  correlationId: cause.metadata.correlationId,
  causationId: cause.metadata.eventId,
  occurredAt: now.toISOString(),
  ...(cause.metadata.traceparent === undefined ? {} : { traceparent: cause.metadata.traceparent }),
});
