import type { Leadership } from '@campaigns/event-sourcing';

export type LeadershipByHand = Leadership &
  Readonly<{
    /** Lets the one that stands lead. */
    begin: () => void;
    /** Ends its term; resolves when it has ended. */
    end: () => Promise<void>;
  }>;

/** For one that stands: its terms begin and end as a test says; the first begins at once unless `isWaiting`. */
export const leadershipByHand = ({ isWaiting = false } = {}): LeadershipByHand => {
  let candidate: (term: AbortSignal) => Promise<void> = async () => {};
  let term = new AbortController();
  let ended: Promise<void> = Promise.resolve();
  const begin = (): void => {
    term = new AbortController();
    ended = candidate(term.signal);
  };
  const end = async (): Promise<void> => {
    term.abort();
    await ended;
  };
  return {
    begin,
    end,
    stand: (lead) => {
      candidate = lead;
      if (!isWaiting) begin();
      return { stop: end };
    },
  };
};
