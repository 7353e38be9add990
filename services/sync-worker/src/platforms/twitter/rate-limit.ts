/** The account's count comes with reads only, and where it comes it is the one that holds. */
const prefixes = ['x-account-rate-limit', 'x-rate-limit'] as const;

/**
 * Milliseconds until X counts from zero again; `undefined` when it does not say. The reset is in epoch seconds and is
 * measured by our own clock, which X requires to be right: it signs the requests. A reset that has passed says nothing.
 */
export const resetWaitMs = (headers: Headers, nowMs: number): number | undefined => {
  const prefix = prefixes.find((name) => headers.has(`${name}-reset`));
  const waitMs = Number(headers.get(`${prefix}-reset`) ?? Number.NaN) * 1000 - nowMs;
  return waitMs > 0 ? waitMs : undefined;
};

/** The same, with the answer to the last call that X allows until then. */
export const usedUpWaitMs = (headers: Headers, nowMs: number): number | undefined => {
  const prefix = prefixes.find((name) => headers.has(`${name}-remaining`));
  return headers.get(`${prefix}-remaining`) === '0' ? resetWaitMs(headers, nowMs) : undefined;
};
