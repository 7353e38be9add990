/** How far the read tables are. Given from outside: the gateway does not know who fills them. */
export type Progress = Readonly<{
  /** Whether the read tables have come to a log position, at the latest after the timeout. */
  waitFor: (position: bigint, timeoutMs: number) => Promise<boolean>;
}>;

/** How long an answer waits for its own change to be readable. */
export const readYourWritesMs = 5_000;
