import {
  type OperationEvent,
  type OrchestrationEvent,
  operationCodec,
  orchestrationCodec,
  type StoredEvent,
  type WorkflowEvent,
  workflowCodec,
} from '@campaigns/contracts';

export type EventOf<Type extends WorkflowEvent['type']> = Extract<WorkflowEvent, { type: Type }>;

/** A log in parts. */
export type Histories = Readonly<{
  orchestration: readonly OrchestrationEvent[];
  /** By id, oldest first. */
  runs: ReadonlyMap<string, readonly WorkflowEvent[]>;
  operations: ReadonlyMap<string, readonly OperationEvent[]>;
}>;

const isOf =
  (category: string) =>
  ({ stream }: StoredEvent): boolean =>
    stream.startsWith(`${category}-`);

export const historiesIn = (log: readonly StoredEvent[]): Histories => ({
  orchestration: log.filter(isOf('orchestration')).map(orchestrationCodec.decode),
  runs: Map.groupBy(log.filter(isOf('workflow')).map(workflowCodec.decode), ({ data }) => data.workflowId),
  operations: Map.groupBy(log.filter(isOf('operation')).map(operationCodec.decode), ({ data }) => data.operationId),
});

export const ofType = <Event extends Readonly<{ type: string }>, Type extends Event['type']>(
  events: readonly Event[],
  ...types: readonly Type[]
): readonly Extract<Event, { type: Type }>[] =>
  events.filter((event): event is Extract<Event, { type: Type }> => (types as readonly string[]).includes(event.type));

/** The last event of a run. */
export type RunEnd = EventOf<'WorkflowCompleted' | 'WorkflowFailed'>;

export const endsOf = (run: readonly WorkflowEvent[]): readonly RunEnd[] =>
  ofType(run, 'WorkflowCompleted', 'WorkflowFailed');

export const endingOf = (end: RunEnd): string =>
  end.type === 'WorkflowCompleted' ? 'completed' : (end.data.ending ?? 'failed');
