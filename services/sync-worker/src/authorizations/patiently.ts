import { looksUnheardOf } from '../platforms/linkedin/errors.ts';
import { PlatformError } from '../platforms/platform-error.ts';

type Options = Readonly<{
  now: () => Date;
  /** Waits so many milliseconds; throws when the worker stops meanwhile. */
  hold: (ms: number) => Promise<unknown>;
}>;

/** So long a platform may take to know a token that it has just given. */
const patienceMs = 30_000;

const firstWaitMs = 1_000;
const longestWaitMs = 8_000;

const mayPass = (error: PlatformError): boolean =>
  error.class === 'transient' || error.class === 'rate-limit' || looksUnheardOf(error);

/** Does the first work with a fresh token, and again for half a minute while what is in its way may pass. */
export const patiently = async <Result>(work: () => Promise<Result>, { now, hold }: Options): Promise<Result> => {
  const until = now().getTime() + patienceMs;
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(2 * waitMs, longestWaitMs)) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof PlatformError && mayPass(error))) throw error;
      const askedMs = Math.max(waitMs, error.waitMs ?? 0);
      if (now().getTime() + askedMs > until) throw error;
      await hold(askedMs);
    }
  }
};
