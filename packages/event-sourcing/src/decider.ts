import type { DomainEvent } from '@campaigns/contracts';

/** A pure decision: what happens next, given what happened so far. Section order in a file: commands, state, decide, evolve. */
export type Decider<State, Command, Event extends DomainEvent> = Readonly<{
  initialState: State;
  /** Returns `[]` when the effect is already there; throws `RuleViolation` for a broken rule, nothing else. */
  decide: (command: Command, state: State) => readonly Event[];
  /** Total and silent: a recorded event is a fact. */
  evolve: (state: State, event: Event) => State;
}>;

export const fold = <State, Event extends DomainEvent>(
  { initialState, evolve }: Readonly<{ initialState: State; evolve: (state: State, event: Event) => State }>,
  events: readonly Event[],
): State => events.reduce(evolve, initialState);

export const assertNever = (value: never): never => {
  throw new TypeError(`Unhandled variant: ${JSON.stringify(value)}`);
};
