import { PlatformError } from '../platform-error.ts';

/** What was made is there whatever becomes of this: it has to be looked for, and never made again. */
export const afterwards = async (step: () => Promise<void>): Promise<void> => {
  try {
    await step();
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    const message = `It was made, but whether it is paused is not known: ${error.message}`;
    throw new PlatformError({ class: 'unknown-outcome', code: error.code, message });
  }
};
