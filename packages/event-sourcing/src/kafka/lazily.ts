/** Something that is opened when it is first needed, once; again when that failed. */
export const lazily = <Thing>(open: () => Promise<Thing>) => {
  let opened: Promise<Thing> | undefined;
  return {
    get: (): Promise<Thing> => {
      opened ??= open().catch((error: unknown) => {
        opened = undefined;
        throw error;
      });
      return opened;
    },
    /** Closes it if it was opened. */
    close: async (closeIt: (thing: Thing) => Promise<void>): Promise<void> => {
      const thing = await opened?.catch(() => undefined);
      opened = undefined;
      if (thing !== undefined) await closeIt(thing);
    },
  };
};
