/** How long a member may still believe that its partitions are its own. */
export type MembershipLease = Readonly<{
  /** The group has confirmed the membership. */
  confirm: () => void;
  /** False once the group may have given the partitions to others. */
  holds: () => boolean;
  silentForMs: () => number;
}>;

/**
 * `sessionTimeoutMs` after it last heard of a member the group gives its partitions away, without a word to a member that is
 * cut off. `marginMs` covers the way of the confirmation.
 */
export const membershipLease = (
  sessionTimeoutMs: number,
  marginMs: number,
  now = () => performance.now(),
): MembershipLease => {
  let confirmedAt = now();
  const silentForMs = (): number => now() - confirmedAt;
  return {
    confirm: () => {
      confirmedAt = now();
    },
    holds: () => silentForMs() < sessionTimeoutMs - marginMs,
    silentForMs,
  };
};
