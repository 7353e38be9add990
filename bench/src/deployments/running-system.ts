import type { Secrets } from '@campaigns/standalone';

/** Bytes. */
export type Memory = Readonly<{ rss: number; heapUsed: number }>;

/** The product, ready for requests, on a sandbox. */
export type RunningSystem = Readonly<{
  apiUrl: string;
  sandboxUrl: string;
  secrets: Secrets;
  /** What each of its processes holds after a garbage collection, by the process's name. */
  memory: () => Promise<ReadonlyMap<string, Memory>>;
}>;
