import {
  type OrchestrationEvent,
  orchestrationCodec,
  type StoredEvent,
  type StreamName,
  type WorkflowId,
} from '@campaigns/contracts';
import { type Orchestration, type OrchestrationCommand, orchestrationDecider } from '@campaigns/domain';
import {
  type CommandContext,
  derivedId,
  type EventStore,
  fold,
  RuleViolation,
  toAppend,
} from '@campaigns/event-sourcing';
import { orchestratorActor } from '../reaction-context.ts';
import type { Firing, Timer } from './timer.ts';

export type LoadedOrchestration = Readonly<{
  events: readonly StoredEvent[];
  revision: bigint | 'no-stream';
  state: Orchestration;
}>;

export const loadOrchestration = async (store: EventStore, stream: StreamName): Promise<LoadedOrchestration> => {
  const { events, revision } = await store.load(stream);
  const state = fold(orchestrationDecider, events.map(orchestrationCodec.decode) as readonly OrchestrationEvent[]);
  return { events, revision, state };
};

/** Of the command that a timer sends at its time: each time is the beginning of something of its own. */
const contextOf = ({ timerId, dueAt, causeId }: Timer, first: StoredEvent, now: Date): CommandContext => {
  const commandId = derivedId(timerId, dueAt.toISOString());
  return {
    commandId,
    orgId: first.metadata.orgId,
    actor: orchestratorActor,
    correlationId: commandId,
    causationId: causeId,
    occurredAt: now.toISOString(),
  };
};

/**
 * What a timer's command comes to, on the state that was loaded. `refused` when a rule says no; nothing to append when the
 * command was taken in before or changes nothing.
 */
export const commandOf = (
  timer: Timer,
  { events, revision, state }: LoadedOrchestration,
  now: Date,
  make: (workflowId: WorkflowId) => OrchestrationCommand,
): Readonly<{ append: Firing['append']; refused: boolean }> => {
  const [first] = events;
  if (first === undefined) return { append: undefined, refused: false };
  const context = contextOf(timer, first, now);
  const isRepeated = events.some(({ metadata }) => metadata.commandId === context.commandId);
  if (isRepeated) return { append: undefined, refused: false };
  try {
    const decided = orchestrationDecider.decide(make(derivedId(context.commandId, timer.kind) as WorkflowId), state);
    if (decided.length === 0) return { append: undefined, refused: false };
    const toStore = toAppend(decided, orchestrationCodec, context);
    return { append: { stream: timer.stream, expected: revision, events: toStore }, refused: false };
  } catch (error) {
    if (error instanceof RuleViolation) return { append: undefined, refused: true };
    throw error;
  }
};
