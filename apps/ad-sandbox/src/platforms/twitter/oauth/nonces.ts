import type { State } from '../../../state/state.ts';

/** How far a timestamp may be off, and so how long a nonce has to be remembered. */
export const windowMs = 300_000;

/**
 * Nonces and when they may be forgotten, oldest first. In memory only: after a restart one could come again within five
 * minutes, which a sandbox can live with.
 */
const used = new WeakMap<State, Map<string, number>>();

/** Whether the nonce was not used before; from now on it is. */
export const takeNonce = (state: State, nonce: string, now: number): boolean => {
  const nonces = used.get(state) ?? new Map<string, number>();
  used.set(state, nonces);
  for (const [old, until] of nonces) {
    if (until >= now) break;
    nonces.delete(old);
  }
  if (nonces.has(nonce)) return false;
  // A timestamp may lie as far ahead as it may lie behind.
  nonces.set(nonce, now + 2 * windowMs);
  return true;
};
