import type { DomainEvent, EventCodec, StreamName } from '@campaigns/contracts';
import {
  type CommandContext,
  type CommandResult,
  commandHandler,
  type Decider,
  type EventStore,
  fold,
  RevisionMismatch,
} from '@campaigns/event-sourcing';

/** Makes the command from the state it will be decided on; throws when the caller may not touch that state. */
export type MakeCommand<State, Command> = (state: State) => Command;

export type Deciding<State, Command, Event extends DomainEvent> = Readonly<{
  /** The state of a stream, as the log has it now. */
  stateOf: (stream: StreamName) => Promise<State>;
  /** Log position of the last event of a stream; `undefined` for a stream that does not exist. */
  positionOf: (stream: StreamName) => Promise<bigint | undefined>;
  /** Decides and appends; `make` runs again on every attempt. Throws as `commandHandler` does. */
  handle: (
    stream: StreamName,
    make: MakeCommand<State, Command>,
    context: CommandContext,
  ) => Promise<CommandResult<Event, State>>;
}>;

/** The commands of one kind of stream. */
export const deciding = <State, Command, Event extends DomainEvent>(
  store: EventStore,
  decider: Decider<State, Command, Event>,
  codec: EventCodec<Event>,
): Deciding<State, Command, Event> => {
  const stateOf = async (stream: StreamName): Promise<State> => {
    const { events } = await store.load(stream);
    return fold(decider, events.map(codec.decode));
  };
  const late: Decider<State, MakeCommand<State, Command>, Event> = {
    ...decider,
    decide: (make, state) => decider.decide(make(state), state),
  };
  const handleLate = commandHandler(store, late, codec);
  return {
    stateOf,
    positionOf: async (stream) => (await store.load(stream)).events.at(-1)?.position,
    handle: async (stream, make, context) => {
      try {
        return await handleLate(stream, make, context);
      } catch (error) {
        // The revision is compared before the owner. A stream of somebody else must not show by its revision.
        if (error instanceof RevisionMismatch) make(await stateOf(stream));
        throw error;
      }
    },
  };
};
