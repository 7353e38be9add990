/** Those who wait for something with an id, each resolved with the time at which it came. */
export const arrivals = () => {
  const waiting = new Map<string, (at: number) => void>();
  return {
    /** Call before that can happen which is waited for. */
    expect: (id: string): Promise<number> => new Promise((resolve) => waiting.set(id, resolve)),
    arrived: (id: string): void => {
      waiting.get(id)?.(performance.now());
      waiting.delete(id);
    },
  };
};
