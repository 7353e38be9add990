import {
  type OrchestrationEvent,
  type OrchestrationId,
  orchestrationCodec,
  type RecordedEvent,
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
import type { Firing, NewTimer, Timer } from './timer.ts';

export type LoadedOrchestration = Readonly<{
  events: readonly RecordedEvent<OrchestrationEvent>[];
  revision: bigint | 'no-stream';
  state: Orchestration;
}>;

export const loadOrchestration = async (store: EventStore, stream: StreamName): Promise<LoadedOrchestration> => {
  const loaded = await store.load(stream);
  const events = loaded.events.map(orchestrationCodec.decodeRecorded);
  return {
    events,
    revision: loaded.revision,
    state: fold(orchestrationDecider, events as readonly OrchestrationEvent[]),
  };
};

/** The one timer of that kind that an orchestration has, asked for by an event of its stream. */
export const timerOf = (
  { stream, metadata, position }: StoredEvent,
  orchestrationId: OrchestrationId,
  timer: Pick<NewTimer, 'kind' | 'dueAt' | 'known'>,
): NewTimer => ({
  timerId: derivedId(orchestrationId, timer.kind),
  ...{ ...timer, stream, causeId: metadata.eventId, position },
});

/**
 * So long after a try that came to nothing the next one follows: a minute, and longer the longer it does not come about, up to
 * six hours.
 */
export const tryAgainMs = (sinceFirstTryMs: number): number =>
  Math.min(6 * 60 * 60_000, Math.max(60_000, sinceFirstTryMs / 4));

/** Of the command that a timer sends at its time: each time is the beginning of something of its own. */
export const contextOf = ({ timerId, dueAt, causeId }: Timer, first: StoredEvent, now: Date): CommandContext => {
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
 * What a timer's command comes to, on the state that was loaded; nothing to append when it was taken in before, changes
 * nothing, or a rule refuses it.
 */
export const commandOf = (
  timer: Timer,
  { events, revision, state }: LoadedOrchestration,
  now: Date,
  make: (workflowId: WorkflowId) => OrchestrationCommand,
): Firing['append'] => {
  const [first] = events;
  if (first === undefined) return undefined;
  const context = contextOf(timer, first, now);
  const isRepeated = events.some(({ metadata }) => metadata.commandId === context.commandId);
  if (isRepeated) return undefined;
  try {
    const decided = orchestrationDecider.decide(make(derivedId(context.commandId, timer.kind) as WorkflowId), state);
    if (decided.length === 0) return undefined;
    return { stream: timer.stream, expected: revision, events: toAppend(decided, orchestrationCodec, context) };
  } catch (error) {
    if (error instanceof RuleViolation) return undefined;
    throw error;
  }
};
