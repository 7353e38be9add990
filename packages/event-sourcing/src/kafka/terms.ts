/** The terms of one leader, never two at the same time. */
export type Terms = Readonly<{
  isOn: () => boolean;
  /** Does nothing when a term is on. Otherwise one begins as soon as the last has come to its end. */
  begin: () => void;
  /** Tells the leader that its term is over; resolves when it has ended. */
  end: () => Promise<void>;
}>;

/** `onGivenUp`: `lead` has ended, or thrown the reason, while its term was on. */
export const termsOf = (lead: (term: AbortSignal) => Promise<void>, onGivenUp: (reason: unknown) => void): Terms => {
  let current: AbortController | undefined;
  let last: Promise<void> = Promise.resolve();

  const serve = async (term: AbortController, before: Promise<void>): Promise<void> => {
    await before;
    if (term.signal.aborted) return;
    try {
      await lead(term.signal);
      if (current === term) onGivenUp(new Error('The leader has ended before its term'));
    } catch (error) {
      onGivenUp(error);
    }
  };

  return {
    isOn: () => current !== undefined,
    begin: () => {
      if (current !== undefined) return;
      current = new AbortController();
      last = serve(current, last);
    },
    end: () => {
      current?.abort();
      current = undefined;
      return last;
    },
  };
};
