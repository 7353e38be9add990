import {
  type OrchestrationEvent,
  orchestrationCodec,
  type StoredEvent,
  type StreamName,
  type WorkflowId,
} from '@campaigns/contracts';
import { type ExistingOrchestration, orchestrationDecider } from '@campaigns/domain';
import {
  type CommandContext,
  derivedId,
  type EventStore,
  type EventToAppend,
  fold,
  RuleViolation,
  toAppend,
} from '@campaigns/event-sourcing';
import { orchestratorActor } from '../reaction-context.ts';
import type { NewTimer, PrepareFiring, Timer } from './timer.ts';

const minuteMs = 60_000;

type Loaded = Readonly<{
  events: readonly StoredEvent[];
  revision: bigint | 'no-stream';
  /** `undefined` unless it is active and syncs by itself. */
  synced: ExistingOrchestration | undefined;
}>;

const load = async (store: EventStore, stream: StreamName): Promise<Loaded> => {
  const { events, revision } = await store.load(stream);
  const state = fold(orchestrationDecider, events.map(orchestrationCodec.decode) as readonly OrchestrationEvent[]);
  const synced = state.status === 'active' && state.sync.strategy === 'auto' ? state : undefined;
  return { events, revision, synced };
};

/** The one timer of an orchestration that syncs by itself; `undefined` for one that does not (or not any more). */
export const autoSyncTimer = async (store: EventStore, activated: StoredEvent): Promise<NewTimer | undefined> => {
  const { stream, metadata, position } = activated;
  const { synced } = await load(store, stream);
  if (synced === undefined) return undefined;
  const dueAt = new Date(Date.parse(metadata.occurredAt) + synced.sync.frequencyMinutes * minuteMs);
  const timerId = derivedId(synced.orchestrationId, 'auto-sync');
  return { timerId, dueAt, kind: 'auto-sync', stream, causeId: metadata.eventId, position };
};

/** The first beat after now: beats that were missed are not made up for. */
const nextBeat = ({ dueAt }: Timer, frequencyMinutes: number, now: Date): Date => {
  const everyMs = frequencyMinutes * minuteMs;
  const missed = Math.max(0, Math.floor((now.getTime() - dueAt.getTime()) / everyMs));
  return new Date(dueAt.getTime() + (missed + 1) * everyMs);
};

const contextOf = ({ timerId, dueAt, causeId }: Timer, first: StoredEvent, now: Date): CommandContext => {
  const commandId = derivedId(timerId, dueAt.toISOString());
  return {
    commandId,
    orgId: first.metadata.orgId,
    actor: orchestratorActor,
    // Each beat is the beginning of something of its own.
    correlationId: commandId,
    causationId: causeId,
    occurredAt: now.toISOString(),
  };
};

/** A sync that another run is in the way of is left out; the next beat tries again. */
const requested = (
  state: ExistingOrchestration,
  events: readonly StoredEvent[],
  context: CommandContext,
): readonly EventToAppend[] => {
  if (events.some(({ metadata }) => metadata.commandId === context.commandId)) return [];
  const workflowId = derivedId(context.commandId, 'auto-sync') as WorkflowId;
  try {
    const data = { workflowId, syncType: 'full', trigger: 'auto', now: context.occurredAt } as const;
    return toAppend(orchestrationDecider.decide({ type: 'RequestSync', data }, state), orchestrationCodec, context);
  } catch (error) {
    if (error instanceof RuleViolation) return [];
    throw error;
  }
};

/** Asks for a full sync and for the next beat, as long as the orchestration is active. */
export const prepareAutoSync =
  (store: EventStore, now: () => Date): PrepareFiring =>
  async (timer) => {
    const { events, revision, synced } = await load(store, timer.stream);
    const first = events[0];
    if (synced === undefined || first === undefined) return { append: undefined, next: undefined };
    const at = now();
    const toRequest = requested(synced, events, contextOf(timer, first, at));
    return {
      append: toRequest.length === 0 ? undefined : { stream: timer.stream, expected: revision, events: toRequest },
      next: nextBeat(timer, synced.sync.frequencyMinutes, at),
    };
  };
