type Outcome = 'ok' | 'failed';

/** By the name of the dependency: whether it answers. One that throws does not. */
export type HealthChecks = Readonly<Record<string, () => Promise<boolean>>>;

export type Health = Readonly<{
  /** `ok` when every check is. */
  status: Outcome;
  checks: Readonly<Record<string, Outcome>>;
}>;

/** After how many seconds a probe that was answered with `failed` may come again. */
export const retryAfterSeconds = 5;

const outcomeOf = async (check: () => Promise<boolean>, timeoutMs: number): Promise<Outcome> => {
  const late = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => late.resolve(false), timeoutMs);
  try {
    return (await Promise.race([check(), late.promise])) ? 'ok' : 'failed';
  } catch {
    return 'failed';
  } finally {
    clearTimeout(timer);
  }
};

/** Asks all dependencies at once. Who is silent for `timeoutMs` (default 4,000) has failed. */
export const healthOf = async (checks: HealthChecks, timeoutMs = 4_000): Promise<Health> => {
  const outcomes = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => [name, await outcomeOf(check, timeoutMs)] as const),
  );
  const isReady = outcomes.every(([, outcome]) => outcome === 'ok');
  return { status: isReady ? 'ok' : 'failed', checks: Object.fromEntries(outcomes) };
};
