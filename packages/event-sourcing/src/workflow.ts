import type { DomainEvent } from '@campaigns/contracts';

/**
 * A workflow: a pure decider over the inputs it hears, whose outputs are events in its own stream. An output that asks
 * for something (a platform operation, a timer) is a fact of its own, picked up by whoever does it.
 */
export type Workflow<State, Input extends DomainEvent, Output extends DomainEvent> = Readonly<{
  initialState: State;
  /** Pure. A late or repeated input has a written answer; `[]` when there is nothing to do. */
  decide: (input: Input, state: State) => readonly Output[];
  evolve: (state: State, output: Output) => State;
}>;
