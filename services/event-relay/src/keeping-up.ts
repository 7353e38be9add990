import type { RelayStatus } from './relay.ts';

/** What is appended reaches those who wait for it within this time, or a person should look. */
const allowedSeconds = 60;

/**
 * Whether the relay does its part: one that stands by or gives way does, and one that leads while it is at most a minute
 * behind.
 */
export const isKeepingUp = ({ state, lag }: RelayStatus): boolean =>
  state !== 'interrupted' && (lag === undefined || lag.seconds <= allowedSeconds);
