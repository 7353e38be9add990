/**
 * Keeps calls away from a platform that is down. `failures` in a row open it; while it is open only few calls go through,
 * as probes, and one that is answered closes it. Times are milliseconds of one clock.
 */
export type Circuit = Readonly<{
  failures: number;
  /** Until then nothing but urgent probes goes through; 0 while it is closed. */
  openUntil: number;
  openMs: number;
  /** When the latest probe went out. */
  probedAt: number;
  isProbing: boolean;
}>;

export type CircuitRules = Readonly<{
  /** In a row, over all ad accounts: one campaign's retries alone shall not open it. */
  failures: number;
  openMs: number;
}>;

export const closedCircuit = ({ openMs }: CircuitRules): Circuit => ({
  failures: 0,
  openUntil: 0,
  openMs,
  probedAt: Number.NEGATIVE_INFINITY,
  isProbing: false,
});

export const circuitState = ({ openUntil }: Circuit, now: number): 'closed' | 'open' | 'half-open' => {
  if (openUntil === 0) return 'closed';
  return now < openUntil ? 'open' : 'half-open';
};

/** An outage that lasts is asked about ever less often, but every five minutes. */
const longestOpenMs = 300_000;
/** What spares money, pausing and removing, does not wait for the half-open circuit. */
const urgentEveryMs = 5_000;
/** While a probe is under way the others come back this much later. A probe that nobody heard of again counts no longer. */
const probeMs = 2_000;
const forgottenProbeMs = 60_000;

/** Milliseconds until a call may go out, as far as the circuit is concerned; 0 for now. */
export const circuitWaitMs = (circuit: Circuit, isUrgent: boolean, now: number): number => {
  const state = circuitState(circuit, now);
  if (state === 'closed') return 0;
  if (circuit.isProbing && now < circuit.probedAt + forgottenProbeMs) return probeMs;
  if (state === 'half-open') return 0;
  const untilHalfOpen = circuit.openUntil - now;
  return isUrgent ? Math.min(untilHalfOpen, Math.max(0, circuit.probedAt + urgentEveryMs - now)) : untilHalfOpen;
};

/** A call goes out. */
export const called = (circuit: Circuit, now: number): Circuit =>
  circuit.openUntil === 0 ? circuit : { ...circuit, probedAt: now, isProbing: true };

/** A call that was let through never went out. */
export const released = (circuit: Circuit): Circuit => ({ ...circuit, isProbing: false });

/** The platform answered, whatever it said. */
export const answered = (_circuit: Circuit, rules: CircuitRules): Circuit => closedCircuit(rules);

/** No answer, or one that says that the platform is down. */
export const failed = (circuit: Circuit, rules: CircuitRules, now: number): Circuit => {
  const failures = circuit.failures + 1;
  if (circuit.openUntil === 0) {
    return failures < rules.failures
      ? { ...circuit, failures }
      : { ...circuit, failures, openUntil: now + circuit.openMs };
  }
  // Whoever began before it opened, or probed out of turn, tells nothing new.
  if (!circuit.isProbing || now < circuit.openUntil) return { ...circuit, failures, isProbing: false };
  const openMs = Math.min(longestOpenMs, circuit.openMs * 2);
  return { ...circuit, failures, openMs, openUntil: now + openMs, isProbing: false };
};
