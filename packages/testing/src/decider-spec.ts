import assert from 'node:assert/strict';
import type { DomainEvent } from '@campaigns/contracts';
import { type Decider, fold, RuleViolation } from '@campaigns/event-sourcing';

/** `given(history).when(command).then(events)`: asserts what was decided, never the state. */
export const specFor = <State, Command, Event extends DomainEvent>(decider: Decider<State, Command, Event>) => ({
  given: (...history: readonly Event[]) => ({
    when: (command: Command) => {
      const run = (): readonly Event[] => decider.decide(command, fold(decider, history));
      return {
        // biome-ignore lint/suspicious/noThenProperty: given, when, then is how a specification reads; nobody awaits it
        then: (...expected: readonly Event[]): void => assert.deepEqual(run(), expected),
        thenNothing: (): void => assert.deepEqual(run(), []),
        thenRejects: (code: string): void =>
          assert.throws(run, (error) => {
            if (!(error instanceof RuleViolation)) throw error;
            assert.equal(error.code, code);
            return true;
          }),
      };
    },
  }),
});

const decided = <State, Command, Event extends DomainEvent>(
  { decide }: Decider<State, Command, Event>,
  command: Command,
  state: State,
): readonly Event[] => {
  try {
    return decide(command, state);
  } catch (error) {
    if (error instanceof RuleViolation) return [];
    throw error;
  }
};

/** The laws that hold for every decider, whatever commands came before. Meant for property tests. */
export const lawsOf = <State, Command, Event extends DomainEvent>(decider: Decider<State, Command, Event>) => {
  const after = (state: State, command: Command): State =>
    decided(decider, command, state).reduce(decider.evolve, state);
  return {
    /** A command given twice in a row changes nothing the second time. */
    repeatChangesNothing: (history: readonly Command[], command: Command): void => {
      const once = after(history.reduce(after, decider.initialState), command);
      assert.deepEqual(decided(decider, command, once), []);
    },
    /** Whatever the command, only `RuleViolation` is thrown, and no state is changed in place. */
    refusesOnlyByRule: (history: readonly Command[], command: Command): void => {
      const state = history.reduce(after, decider.initialState);
      const copy = structuredClone(state);
      decided(decider, command, state).reduce(decider.evolve, state);
      // Both are clones: a clone may have another realm's prototypes than what it was made from.
      assert.deepEqual(structuredClone(state), copy);
    },
  };
};
