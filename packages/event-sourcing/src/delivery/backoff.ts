/** 50 ms doubling to 10 s, each between half and all of that, so that what failed together does not come back together. */
export const defaultBackoffMs = (attempt: number): number => {
  const fullMs = Math.min(50 * 2 ** Math.min(attempt - 1, 20), 10_000);
  return fullMs * (0.5 + Math.random() / 2);
};
