import { Problem } from '@campaigns/service-kit';
import { type Progress, readYourWritesMs } from './progress.ts';

export type ReadBack = Readonly<{
  /** Whether what was appended at `position` can be read; at once when nothing was appended. */
  isReadable: (position: bigint | undefined) => Promise<boolean>;
  /** Throws a 503 problem that names where the change will be found, when it cannot be read in time. */
  untilReadable: (position: bigint | undefined, location: string) => Promise<void>;
}>;

/** Lets a client read what it has just written. */
export const readBack = (progress: Progress, timeoutMs = readYourWritesMs): ReadBack => {
  const isReadable: ReadBack['isReadable'] = async (position) =>
    position === undefined || progress.waitFor(position, timeoutMs);
  return {
    isReadable,
    untilReadable: async (position, location) => {
      if (await isReadable(position)) return;
      throw new Problem('not-yet-readable', `The change is recorded and will be found at ${location}`, {
        headers: { 'Retry-After': '5', Location: location },
        details: { location },
      });
    },
  };
};
