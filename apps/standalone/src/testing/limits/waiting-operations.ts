import { randomUUID } from 'node:crypto';
import {
  type ConnectionId,
  mappingId,
  type OperationRequested,
  type OperationTask,
  type OrgId,
  operationCodec,
  operationId,
  orchestrationId,
  type StoredEvent,
  workflowCodec,
  workflowId,
} from '@campaigns/contracts';
import { type CommandContext, derivedId, type EventStore, toAppend } from '@campaigns/event-sourcing';

export type Account = Readonly<{ connectionId: ConnectionId; platform: 'tiktok'; adAccountId: string }>;

export type WaitingOperations = Readonly<{
  /** Asks for an operation, as a workflow does. Resolves at its end, through all of its waits. */
  carryOut: (account: Account, task: OperationTask) => Promise<void>;
  /** All deferrals so far. */
  deferrals: () => readonly StoredEvent[];
  stop: () => Promise<void>;
}>;

/** Operations that wait and come again, without the workflows that would ask for them. */
export const waitingOperations = (store: EventStore, organization: OrgId): WaitingOperations => {
  const stopping = new AbortController();
  const deferrals: StoredEvent[] = [];
  const timers = new Set<NodeJS.Timeout>();
  const ends = new Map<string, PromiseWithResolvers<void>>();

  const contextOf = (commandId: string, causationId: string): CommandContext => ({
    ...{ commandId, correlationId: causationId, causationId, orgId: organization },
    ...{ actor: { kind: 'service', id: 'orchestrator' }, occurredAt: new Date().toISOString() },
  });

  /** What the orchestrator's timers do. */
  const comeAgain = (deferred: StoredEvent): void => {
    deferrals.push(deferred);
    const event = operationCodec.decode(deferred);
    if (event.type !== 'OperationDeferred') return;
    const { until, reason: _why, error: _error, attempt: _attempt, looks: _looks, calls: _calls, ...due } = event.data;
    const fallDue = async (): Promise<void> => {
      const { eventId } = deferred.metadata;
      const context = contextOf(derivedId(eventId, 'due'), eventId);
      const events = toAppend([{ type: 'OperationDue', data: due }], operationCodec, context);
      await store.append(deferred.stream, deferred.revision, events);
    };
    timers.add(setTimeout(() => void fallDue(), Math.max(0, Date.parse(until) - Date.now())));
  };

  const hear = (event: StoredEvent): void => {
    if (event.type === 'OperationDeferred') comeAgain(event);
    if (event.type === 'OperationSucceeded') ends.get(event.stream)?.resolve();
    if (event.type === 'OperationFailed') ends.get(event.stream)?.reject(new Error(JSON.stringify(event.data)));
  };
  const follow = async (): Promise<void> => {
    for await (const events of store.follow(await store.head(), 500, stopping.signal))
      for (const each of events) hear(each);
  };
  const following = follow();

  return {
    carryOut: async (account, task) => {
      const [operation, workflow] = [operationId.parse(randomUUID()), workflowId.parse(randomUUID())];
      const requested: OperationRequested = {
        type: 'OperationRequested',
        data: {
          ...{ ...account, operationId: operation, workflowId: workflow, at: new Date().toISOString() },
          ...{ orchestrationId: orchestrationId.parse(randomUUID()), mappingId: mappingId.parse(randomUUID()) },
          ...{ step: 'fetch_performance', task },
        },
      };
      const end = Promise.withResolvers<void>();
      ends.set(`operation-${operation}`, end);
      const events = toAppend([requested], workflowCodec, contextOf(operation, workflow));
      await store.append(`workflow-${workflow}`, 'no-stream', events);
      await end.promise;
    },
    deferrals: () => deferrals,
    stop: async () => {
      stopping.abort();
      for (const timer of timers) clearTimeout(timer);
      await following;
    },
  };
};
