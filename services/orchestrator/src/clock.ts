/** Business time, and how long to really wait for one of its instants (at most 0 when it has passed). */
export type OrchestratorClock = Readonly<{ now: () => Date; realMsUntil: (due: Date) => number }>;
