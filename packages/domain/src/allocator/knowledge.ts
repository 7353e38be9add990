import type { Belief } from './belief.ts';

/** An arm as good as all together brings none of so many outcomes one time in twenty. */
const leastEvents = 3;

/**
 * Whether so little is known of an arm that it is to be explored, and not cut: neither came three outcomes, nor did it spend what
 * brings three elsewhere.
 */
export const isUnknown = ({ events, expectedEvents }: Belief): boolean =>
  Math.max(events, expectedEvents) < leastEvents;
