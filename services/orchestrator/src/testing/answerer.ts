import {
  type OperationError,
  type OperationEvent,
  type OperationRequested,
  type OperationResult,
  operationCodec,
  platformOperationsTopic,
  type StoredEvent,
  workflowCodec,
} from '@campaigns/contracts';
import { plainResult } from '@campaigns/domain';
import {
  derivedId,
  type EventFeed,
  type EventStore,
  type RunningSubscription,
  toAppend,
} from '@campaigns/event-sourcing';

export type Asked = OperationRequested['data'];
export type Answer =
  | Readonly<{ result: OperationResult }>
  | Readonly<{ error: OperationError }>
  /** Comes again at this time, and is then answered as usual. */
  | Readonly<{ until: string }>;
export type Script = (asked: Asked) => Answer;

const resultOf = ({ task, platform }: Pick<Asked, 'task' | 'platform'>): OperationResult =>
  plainResult(task, { idOf: ({ tag }) => `${platform}-${tag}`, days: 1 });

export const allWell: Script = (asked) => ({ result: resultOf(asked) });

/** Refuses where it says so, such as `create-campaign meta`. */
export const refusing =
  (...operations: readonly string[]): Script =>
  (asked) =>
    operations.includes(`${asked.task.kind} ${asked.platform}`)
      ? { error: { class: 'validation', code: '100', message: 'The platform refused' } }
      : allWell(asked);

const transient: OperationError = { class: 'rate-limit', code: '17', message: 'Too many calls' };

const eventFor = (asked: Asked, answer: Answer): OperationEvent => {
  const { task, step, at, deadline, ...context } = asked;
  if ('result' in answer) return { type: 'OperationSucceeded', data: { ...context, result: answer.result } };
  if ('error' in answer) return { type: 'OperationFailed', data: { ...context, kind: task.kind, error: answer.error } };
  const { until } = answer;
  const deferral = { until, reason: 'rate-limit', error: transient, attempt: 0, looks: 0, task } as const;
  return { type: 'OperationDeferred', data: { ...context, ...deferral } };
};

/** What a sync-worker makes of an operation. */
export const answerFor = (asked: Asked, script: Script = allWell): OperationEvent => eventFor(asked, script(asked));

const answerTo = (event: StoredEvent, script: Script): OperationEvent => {
  if (event.type === 'OperationRequested') {
    const asked = workflowCodec.decode(event).data as Asked;
    return answerFor(asked, script);
  }
  const due = operationCodec.decode(event).data as Extract<OperationEvent, { type: 'OperationDue' }>['data'];
  const { task, deadline, ...context } = due;
  return { type: 'OperationSucceeded', data: { ...context, result: resultOf(due) } };
};

/** Stands in for the sync-workers: answers each operation, once, as a script says. */
export const answerOperations = (
  store: EventStore,
  feed: EventFeed,
  now: () => Date,
  script: () => Script,
): Promise<RunningSubscription> =>
  feed.subscribe({
    group: 'answerer',
    topic: platformOperationsTopic,
    handle: async (event) => {
      const { metadata } = event;
      const commandId = derivedId(metadata.eventId, 'answer');
      const { operationId } = event.data as Asked;
      const { events, revision } = await store.load(`operation-${operationId}`);
      if (events.some((before) => before.metadata.commandId === commandId)) return { outcome: 'done' };
      await store.append(
        `operation-${operationId}`,
        revision,
        toAppend([answerTo(event, script())], operationCodec, {
          commandId,
          orgId: metadata.orgId,
          actor: { kind: 'service', id: 'answerer' },
          correlationId: metadata.correlationId,
          causationId: metadata.eventId,
          occurredAt: now().toISOString(),
        }),
      );
      return { outcome: 'done' };
    },
  });
