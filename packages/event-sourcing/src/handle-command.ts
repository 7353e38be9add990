import type { Actor, DomainEvent, EventCodec, EventMetadata, RecordedEvent, StreamName } from '@campaigns/contracts';
import { type Decider, fold } from './decider.ts';
import { derivedId } from './derived-id.ts';
import { ConcurrencyExhausted, RevisionMismatch } from './errors.ts';
import type { EventStore, EventToAppend } from './event-store.ts';
import { timedCommands } from './telemetry/timed-commands.ts';

export type CommandContext = Readonly<{
  /** Identifies the command: given twice, it takes effect once. Event ids are derived from it. */
  commandId: string;
  orgId: string;
  actor: Actor;
  correlationId: string;
  causationId: string;
  occurredAt: string;
  traceparent?: string;
  /** Refuse with `RevisionMismatch` unless the stream stands at this revision (If-Match). */
  expectedRevision?: bigint;
}>;

export type CommandResult<Event extends DomainEvent, State> = Readonly<{
  /** What the command appended, now or when it was first given. Empty when nothing had to happen. */
  events: readonly Event[];
  state: State;
  revision: bigint | 'no-stream';
  /** Log position of the last appended event; `undefined` when nothing was appended. */
  position: bigint | undefined;
  /** The command had taken effect before. */
  repeated: boolean;
}>;

const metadataFor = (context: CommandContext, index: number, schemaVersion: number): EventMetadata => ({
  eventId: derivedId(context.commandId, index),
  orgId: context.orgId,
  actor: context.actor,
  correlationId: context.correlationId,
  causationId: context.causationId,
  commandId: context.commandId,
  schemaVersion,
  occurredAt: context.occurredAt,
  ...(context.traceparent === undefined ? {} : { traceparent: context.traceparent }),
});

/** Envelopes for events that a command or reaction decided; ids derive from `context.commandId` and the index. */
export const toAppend = <Event extends DomainEvent>(
  events: readonly Event[],
  codec: EventCodec<Event>,
  context: CommandContext,
): readonly EventToAppend[] =>
  events.map((event, index) => ({
    type: event.type,
    data: event.data,
    metadata: metadataFor(context, index, codec.latestVersion(event.type)),
  }));

const repetition = <Event extends DomainEvent>(
  history: readonly RecordedEvent<Event>[],
  commandId: string,
): readonly RecordedEvent<Event>[] => history.filter(({ metadata }) => metadata.commandId === commandId);

export type CommandHandler<Command, Event extends DomainEvent, State> = (
  stream: StreamName,
  command: Command,
  context: CommandContext,
) => Promise<CommandResult<Event, State>>;

/**
 * Load, decide, append; again on a conflict, at most `attempts` times (then `ConcurrencyExhausted`).
 * Throws what the decider throws (`RuleViolation`) and `RevisionMismatch`.
 */
export const commandHandler = <State, Command, Event extends DomainEvent>(
  store: EventStore,
  decider: Decider<State, Command, Event>,
  codec: EventCodec<Event>,
  attempts = 5,
): CommandHandler<Command, Event, State> =>
  timedCommands(async (stream, command, context) => {
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      const loaded = await store.load(stream);
      const history = loaded.events.map(codec.decodeRecorded);
      const state = fold(decider, history as readonly Event[]);
      const before = repetition(history, context.commandId);
      if (before.length > 0) {
        return { events: before, state, revision: loaded.revision, position: before.at(-1)?.position, repeated: true };
      }
      if (context.expectedRevision !== undefined && context.expectedRevision !== loaded.revision) {
        throw new RevisionMismatch(loaded.revision);
      }
      const events = decider.decide(command, state);
      if (events.length === 0) {
        return { events, state, revision: loaded.revision, position: undefined, repeated: false };
      }
      const result = await store.append(stream, loaded.revision, toAppend(events, codec, context));
      if (result.outcome === 'appended') {
        const { revision, position } = result;
        return { events, state: events.reduce(decider.evolve, state), revision, position, repeated: false };
      }
    }
    throw new ConcurrencyExhausted(`${stream} kept changing under ${attempts} attempts`);
  });
