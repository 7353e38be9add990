export type RetryPolicy = Readonly<{
  /** Calls in all, the first one counted. */
  maxAttempts: number;
  baseMs: number;
  capMs: number;
  /** How long to wait before looking for a campaign whose creation has an unknown outcome, and between two looks. */
  lookupWaitMs: number;
  /** A call that was begun so long ago has ended: its time limit. */
  callTimeoutMs: number;
}>;

/** Exponential with full jitter: somewhere between nothing and base · 2^(failures − 1), at most the cap. */
export const backoffMs = (
  failures: number,
  { baseMs, capMs }: Pick<RetryPolicy, 'baseMs' | 'capMs'>,
  random: () => number,
): number => Math.round(random() * Math.min(capMs, baseMs * 2 ** Math.max(0, failures - 1)));
