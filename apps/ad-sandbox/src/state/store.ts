import { type Journal, openJournal } from '../journal/journal.ts';
import { applyFact } from './apply-fact.ts';
import type { Fact } from './facts.ts';
import { emptyState, type State } from './state.ts';

/** State plus the one way to change it: facts are in the journal before they are in memory, and before any answer. */
export type Store = Readonly<{
  state: State;
  now: () => number;
  commit: (facts: readonly Fact[]) => void;
  close: () => void;
}>;

const noJournal: Journal = { append: () => undefined, close: () => undefined };

/**
 * Opens the store and replays the journal, if there is one.
 * Throws when the journal was written with another seed or day length, or is damaged before its last line.
 */
export const openStore = (
  options: Readonly<{
    seed: number;
    dayMs: number;
    journalPath: string | undefined;
    now: () => Date;
    /** What there is already. */
    state?: State;
  }>,
): Store => {
  const { seed, dayMs, journalPath } = options;
  const { state = emptyState(seed, dayMs) } = options;
  const journal =
    journalPath === undefined
      ? noJournal
      : openJournal(journalPath, { seed, dayMs }, ({ at, facts }) => {
          for (const fact of facts) applyFact(state, fact, at);
        });
  const now = (): number => options.now().getTime();
  return {
    state,
    now,
    commit: (facts) => {
      if (facts.length === 0) return;
      const at = now();
      journal.append({ at, facts });
      for (const fact of facts) applyFact(state, fact, at);
    },
    close: journal.close,
  };
};
