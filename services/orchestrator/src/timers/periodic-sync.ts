import {
  type OrchestrationEvent,
  orchestrationCodec,
  type StoredEvent,
  type StreamName,
  type SyncSettings,
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
import type { Timer, TimerRule } from './timer.ts';

export type Beats = Readonly<{
  kind: 'auto-sync' | 'cron-sync';
  trigger: 'auto' | 'schedule';
  /** The first beat after an instant at which the settings begin to apply; `undefined` when they have no such beats. */
  first: (sync: SyncSettings, after: Date) => Date | undefined;
  /** The first beat after now, of beats one of which was at `dueAt`. */
  next: (sync: SyncSettings, dueAt: Date, now: Date) => Date | undefined;
}>;

type Loaded = Readonly<{
  events: readonly StoredEvent[];
  revision: bigint | 'no-stream';
  /** `undefined` unless it is active. */
  active: ExistingOrchestration | undefined;
}>;

const load = async (store: EventStore, stream: StreamName): Promise<Loaded> => {
  const { events, revision } = await store.load(stream);
  const state = fold(orchestrationDecider, events.map(orchestrationCodec.decode) as readonly OrchestrationEvent[]);
  return { events, revision, active: state.status === 'active' ? state : undefined };
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
  { kind, trigger }: Beats,
  { events, active }: Loaded & Readonly<{ active: ExistingOrchestration }>,
  context: CommandContext,
): readonly EventToAppend[] => {
  if (events.some(({ metadata }) => metadata.commandId === context.commandId)) return [];
  const workflowId = derivedId(context.commandId, kind) as WorkflowId;
  try {
    const data = { workflowId, syncType: 'full', trigger, now: context.occurredAt } as const;
    return toAppend(orchestrationDecider.decide({ type: 'RequestSync', data }, active), orchestrationCodec, context);
  } catch (error) {
    if (error instanceof RuleViolation) return [];
    throw error;
  }
};

/**
 * Asks for a full sync at each beat, as long as the orchestration is active. One timer per orchestration. Beats that were
 * missed come to one sync, as soon as somebody is there again; the next one follows at its own time.
 */
export const periodicSync = (beats: Beats): TimerRule => ({
  askedForBy: ['OrchestrationActivated', 'OrchestrationUpdated'],
  timerFor: async (event, store) => {
    const { type, data } = orchestrationCodec.decode(event);
    if (type === 'OrchestrationUpdated' && data.sync === undefined) return undefined;
    const { stream, metadata, position } = event;
    const { active } = await load(store, stream);
    if (active === undefined) return undefined;
    const dueAt = beats.first(active.sync, new Date(metadata.occurredAt));
    if (dueAt === undefined) return undefined;
    return {
      timerId: derivedId(active.orchestrationId, beats.kind),
      ...{ dueAt, kind: beats.kind, stream, causeId: metadata.eventId, position },
      // One that is resumed goes on with its beats; with other settings they are others.
      known: type === 'OrchestrationUpdated' ? 'moves' : 'stays',
    };
  },
  prepare: (store, now) => async (timer) => {
    const loaded = await load(store, timer.stream);
    const { events, revision, active } = loaded;
    const first = events[0];
    if (active === undefined || first === undefined) return { append: undefined, next: undefined };
    const at = now();
    const next = beats.next(active.sync, timer.dueAt, at);
    if (next === undefined) return { append: undefined, next };
    const toRequest = requested(beats, { ...loaded, active }, contextOf(timer, first, at));
    return {
      append: toRequest.length === 0 ? undefined : { stream: timer.stream, expected: revision, events: toRequest },
      next,
    };
  },
});
