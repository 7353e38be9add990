export type Load = Readonly<{
  /** How many callers, each of whom waits for its answer before it calls again. */
  clients: number;
  /** How long new calls are made. */
  ms: number;
}>;

/** Calls per second under a closed load. The calls under way at the end count, and so does their time. */
export const throughput = async (
  { clients, ms }: Load,
  call: (client: number) => Promise<unknown>,
): Promise<number> => {
  const startedAt = performance.now();
  const endAt = startedAt + ms;
  let calls = 0;
  const client = async (index: number): Promise<void> => {
    while (performance.now() < endAt) {
      await call(index);
      calls += 1;
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, index) => client(index)));
  return (calls * 1_000) / (performance.now() - startedAt);
};
