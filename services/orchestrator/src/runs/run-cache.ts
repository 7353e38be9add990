import type { ExpectedRevision } from '@campaigns/event-sourcing';

/** A workflow stream, folded. */
export type FoldedRun<State> = Readonly<{
  state: State;
  revision: ExpectedRevision;
  /** The commands (here: inputs) that the stream has taken in. */
  commandIds: ReadonlySet<string>;
}>;

export type RunCache<State> = Readonly<{
  get: (stream: string) => FoldedRun<State> | undefined;
  set: (stream: string, run: FoldedRun<State>) => void;
  drop: (stream: string) => void;
}>;

/** The most recently used runs, at most `size`. An entry may be out of date: an append at its revision tells. */
export const runCache = <State>(size: number): RunCache<State> => {
  const runs = new Map<string, FoldedRun<State>>();
  return {
    get: (stream) => {
      const run = runs.get(stream);
      if (run === undefined) return undefined;
      runs.delete(stream);
      runs.set(stream, run);
      return run;
    },
    set: (stream, run) => {
      runs.delete(stream);
      runs.set(stream, run);
      const oldest = runs.keys().next().value;
      if (runs.size > size && oldest !== undefined) runs.delete(oldest);
    },
    drop: (stream) => void runs.delete(stream),
  };
};
