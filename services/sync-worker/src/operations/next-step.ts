import { isCreation, type OperationError, type OperationKind } from '@campaigns/contracts';
import type { RetryPolicy } from './backoff.ts';
import type { Operation, Progress, Purpose } from './operation.ts';

/** What woke us: the request, or the end of a wait, which stands at a revision of the operation's own stream. */
export type Wake = Readonly<{ kind: 'requested' } | { kind: 'due'; revision: bigint }>;

export type NextStep =
  | Readonly<{ do: 'nothing' }>
  /** Write the intent, then act. */
  | Readonly<{ do: 'attempt'; purpose: Purpose; attempt: number }>
  /** An attempt was cut off and may have created something: look for it, but not while that attempt may still be under way. */
  | Readonly<{ do: 'look-later'; since: Date; error: OperationError }>
  | Readonly<{ do: 'fail'; error: OperationError }>;

const cutOff: OperationError = {
  class: 'unknown-outcome',
  code: 'interrupted',
  message: 'The worker stopped between the call and its outcome',
};

const isCurrent = (wake: Wake, { deferredAt }: Progress): boolean =>
  wake.kind === 'requested' ? deferredAt === null : deferredAt !== null && wake.revision > deferredAt;

const call = (attempt: number, { maxAttempts }: RetryPolicy): NextStep =>
  attempt > maxAttempts
    ? { do: 'fail', error: { ...cutOff, code: 'attempts-exhausted', message: `Interrupted ${maxAttempts} times` } }
    : { do: 'attempt', purpose: 'call', attempt };

const afterInterruption = (
  { progress, since }: Extract<Operation, { status: 'attempting' }>,
  kind: OperationKind,
  policy: RetryPolicy,
): NextStep => {
  if (progress.purpose === 'lookup') return { do: 'attempt', purpose: 'lookup', attempt: progress.attempt };
  if (!isCreation(kind)) return call(progress.attempt + 1, policy);
  // Another worker may still be inside that call, until its time limit has passed.
  return { do: 'look-later', since: new Date(since), error: cutOff };
};

/** Pure. What a trigger means in the state that the operation is in. Redelivered and outdated triggers mean nothing. */
export const nextStep = (state: Operation, wake: Wake, kind: OperationKind, policy: RetryPolicy): NextStep => {
  if (state.status === 'settled' || !isCurrent(wake, state.progress)) return { do: 'nothing' };
  if (state.status === 'attempting') return afterInterruption(state, kind, policy);
  const { purpose, attempt } = state.progress;
  return purpose === 'lookup' ? { do: 'attempt', purpose, attempt } : call(attempt + 1, policy);
};
