/** Callers that wait for a position, and the highest one known to be reached. */
export type Waiters = Readonly<{
  known: () => bigint;
  /** Lets those go whose position is reached. */
  reached: (position: bigint) => void;
  /** True once the position is reached; false after the timeout or when closed. */
  waitFor: (position: bigint, timeoutMs: number) => Promise<boolean>;
  /** The lowest position that somebody waits for. */
  lowestWanted: () => bigint | undefined;
  close: () => void;
}>;

type Waiter = Readonly<{ position: bigint; end: (reached: boolean) => void }>;

export const waiters = (): Waiters => {
  const waiting = new Set<Waiter>();
  let known = -1n;
  let isClosed = false;

  return {
    known: () => known,
    reached: (position) => {
      known = position;
      for (const waiter of [...waiting]) if (waiter.position <= position) waiter.end(true);
    },
    waitFor: (position, timeoutMs) => {
      if (known >= position) return Promise.resolve(true);
      if (isClosed) return Promise.resolve(false);
      return new Promise((resolve) => {
        const waiter: Waiter = {
          position,
          end: (reached) => {
            clearTimeout(timer);
            waiting.delete(waiter);
            resolve(reached);
          },
        };
        const timer = setTimeout(() => waiter.end(false), timeoutMs);
        waiting.add(waiter);
      });
    },
    lowestWanted: () => {
      let lowest: bigint | undefined;
      for (const { position } of waiting) if (lowest === undefined || position < lowest) lowest = position;
      return lowest;
    },
    close: () => {
      isClosed = true;
      for (const waiter of [...waiting]) waiter.end(false);
    },
  };
};
