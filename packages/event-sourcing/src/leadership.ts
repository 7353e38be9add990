/** One that stands for leadership. */
export type Candidacy = Readonly<{
  /** Waits until `lead` has ended and lets another lead at once. */
  stop: () => Promise<void>;
}>;

/** Of all that stand for it, one leads at a time. */
export type Leadership = Readonly<{
  /**
   * Runs `lead` whenever this one's term begins. Its signal aborts when the term is over; a `lead` that ends or throws before
   * gives the term up. Who is cut off may lead on for a moment while another has begun, so this avoids a fight and does
   * not replace fencing.
   */
  stand: (lead: (term: AbortSignal) => Promise<void>) => Candidacy;
}>;
