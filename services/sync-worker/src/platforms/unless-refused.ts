import { PlatformError } from './platform-error.ts';

/**
 * For what stands under a campaign that is paused or removed: it may be gone, or refuse for a reason of its own. Whether the
 * campaign itself obeys is what counts, so only failures that may pass, such as a rate limit, are thrown.
 */
export const unlessRefused = async (step: () => Promise<unknown>): Promise<void> => {
  try {
    await step();
  } catch (error) {
    const isRefusal = error instanceof PlatformError && ['validation', 'not-found'].includes(error.class);
    if (!isRefusal) throw error;
  }
};
