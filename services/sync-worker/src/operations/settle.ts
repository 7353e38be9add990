import {
  type CreationKind,
  isCreation,
  type OperationError,
  type OperationKind,
  type OperationResult,
  type Platform,
} from '@campaigns/contracts';
import { rateLimitWaitMs } from '../limits/wait-rules.ts';
import { backoffMs, type RetryPolicy } from './backoff.ts';
import { reactionTo, type SuspensionReason } from './error-policy.ts';
import { looksNeeded, type Progress } from './operation.ts';

/** What came of one attempt. */
export type Outcome =
  | Readonly<{ is: 'result'; result: OperationResult }>
  /** Of a look-up: what carries the tag. */
  | Readonly<{ is: 'found'; ids: readonly string[] }>
  | Readonly<{ is: 'error'; error: OperationError; waitMs?: number; scope?: 'app' | 'category' }>;

export type Verdict =
  | Readonly<{ is: 'succeeded'; result: OperationResult }>
  | Readonly<{ is: 'failed'; error: OperationError; suspend?: SuspensionReason }>
  | Readonly<{
      is: 'deferred';
      reason: 'rate-limit' | 'retry' | 'unknown-outcome';
      waitMs: number;
      error: OperationError;
      attempt: number;
      looks: number;
    }>;

export type Rules = Readonly<{ kind: OperationKind; platform: Platform; policy: RetryPolicy; random: () => number }>;

/** Look-ups change nothing and an unknown campaign must not be forgotten, so they may fail far more often than calls. */
const lookupPatience = 10;

const nouns: Readonly<Record<CreationKind, string>> = {
  'create-campaign': 'campaigns',
  'create-ad-group': 'ad groups',
  'create-ad': 'ads',
};

export const created = (kind: CreationKind, id: string, adopted: boolean): OperationResult => {
  if (kind === 'create-campaign') return { kind, platformCampaignId: id, adopted };
  return kind === 'create-ad-group' ? { kind, platformAdGroupId: id, adopted } : { kind, platformAdId: id, adopted };
};

export const severalFound = (kind: CreationKind, found: readonly string[]): OperationError => ({
  class: 'unknown-outcome',
  code: 'several-found',
  message: `${found.length} ${nouns[kind]} carry the tag: ${found.join(', ')}`,
});

const afterLook = (found: readonly string[], progress: Progress, { kind, policy }: Rules): Verdict => {
  if (!isCreation(kind)) throw new TypeError(`There is nothing to look for after ${kind}`);
  const [id] = found;
  if (id !== undefined && found.length === 1) return { is: 'succeeded', result: created(kind, id, true) };
  if (found.length > 1) return { is: 'failed', error: severalFound(kind, found) };
  const { attempt } = progress;
  const looks = progress.looks + 1;
  const error: OperationError = progress.suspicion ?? {
    class: 'unknown-outcome',
    code: 'unknown',
    message: 'The outcome of the creation is unknown',
  };
  const isLastLook = looks >= looksNeeded;
  // The platform says that there is one, and there is none of ours: calling again cannot help.
  if (isLastLook && (error.class === 'duplicate' || attempt >= policy.maxAttempts)) return { is: 'failed', error };
  return {
    is: 'deferred',
    reason: 'unknown-outcome',
    waitMs: isLastLook ? 0 : policy.lookupWaitMs,
    error,
    attempt,
    looks,
  };
};

const afterWait = (
  { error, waitMs }: Extract<Outcome, { is: 'error' }>,
  progress: Progress,
  { platform }: Rules,
): Verdict => ({
  is: 'deferred',
  reason: 'rate-limit',
  waitMs: waitMs ?? rateLimitWaitMs(platform, progress.limited),
  error,
  // The call did not happen, as far as attempts go.
  attempt: progress.purpose === 'call' ? progress.attempt - 1 : progress.attempt,
  looks: progress.looks,
});

/** What a platform does late may spend: it is given the time to, so that whoever stops or lowers next comes after it. */
const lateEffectMs = ({ class: errorClass }: OperationError, { kind, policy }: Rules): number =>
  errorClass === 'unknown-outcome' && (kind === 'activate-campaign' || kind === 'push-settings')
    ? policy.lookupWaitMs
    : 0;

const afterRetriable = (
  { error, waitMs: askedMs = 0 }: Extract<Outcome, { is: 'error' }>,
  progress: Progress,
  rules: Rules,
): Verdict => {
  const { policy, random } = rules;
  const { purpose, attempt, looks } = progress;
  const failures = purpose === 'call' ? attempt : progress.lookFailures + 1;
  const limit = purpose === 'call' ? policy.maxAttempts : policy.maxAttempts * lookupPatience;
  if (failures >= limit) return { is: 'failed', error };
  const backedOffMs = Math.min(policy.capMs, Math.max(backoffMs(failures, policy, random), askedMs));
  const waitMs = Math.max(backedOffMs, lateEffectMs(error, rules));
  return { is: 'deferred', reason: 'retry', waitMs, error, attempt, looks };
};

const unknownStill = (error: OperationError): OperationError => ({
  ...error,
  message: `The outcome of the creation is unknown and could not be looked up: ${error.message}`,
});

const afterError = (outcome: Extract<Outcome, { is: 'error' }>, progress: Progress, rules: Rules): Verdict => {
  const { error } = outcome;
  const { purpose, attempt } = progress;
  // A look-up only reads, so an error in it leaves nothing further unknown: read again.
  const reaction =
    purpose === 'lookup' && error.class === 'unknown-outcome'
      ? { do: 'retry' as const }
      : reactionTo(error.class, rules.kind);
  switch (reaction.do) {
    case 'wait':
      return afterWait(outcome, progress, rules);
    case 'retry':
      return afterRetriable(outcome, progress, rules);
    case 'look':
      return {
        is: 'deferred',
        reason: 'unknown-outcome',
        waitMs: rules.policy.lookupWaitMs,
        error,
        attempt,
        looks: 0,
      };
    case 'succeed':
      return { is: 'succeeded', result: { kind: 'remove-campaign' } };
    default: {
      const { suspend } = reaction;
      const failed = { is: 'failed' as const, error: purpose === 'lookup' ? unknownStill(error) : error };
      return suspend === undefined ? failed : { ...failed, suspend };
    }
  }
};

/**
 * What a creation that is still being looked for has made is not known, whatever holds up the look; nor whether a campaign is
 * paused that an earlier try may have activated. Anything else may be done again, and is as its last try says.
 */
export const asItMayBe = (verdict: Verdict, kind: OperationKind, { mayHaveActed, purpose }: Progress): Verdict => {
  if (verdict.is !== 'failed') return verdict;
  const { error } = verdict;
  const isSought = purpose === 'lookup' && isCreation(kind) && error.class !== 'duplicate';
  if (isSought) return { ...verdict, error: { ...error, class: 'unknown-outcome' } };
  if (kind !== 'activate-campaign' || !mayHaveActed) return verdict;
  const message = `It may be active, since nobody knows what came of an earlier try: ${error.message}`;
  return { ...verdict, error: { ...error, class: 'unknown-outcome', message } };
};

export const deadlineCode = 'deadline-exceeded';

/** How long an operation may be put off, and when a wait that begins now would be over. */
export type Patience = Readonly<{
  kind: OperationKind;
  deadline: string | undefined;
  after: (waitMs: number) => Date;
}>;

/**
 * What would come again only after its deadline has failed, whatever it waits for. What is still being looked for stays
 * unknown.
 */
export const byDeadline = (verdict: Verdict, progress: Progress, { kind, deadline, after }: Patience): Verdict => {
  if (verdict.is !== 'deferred' || deadline === undefined) return verdict;
  if (after(verdict.waitMs).getTime() <= Date.parse(deadline)) return verdict;
  const { reason, error } = verdict;
  const isSought = reason === 'unknown-outcome' || progress.purpose === 'lookup';
  const message = `It was to be done by ${deadline}; last: ${error.message}`;
  const failed: OperationError = {
    ...{ class: isSought ? 'unknown-outcome' : error.class, code: deadlineCode, message },
  };
  return asItMayBe({ is: 'failed', error: failed }, kind, progress);
};

/** Pure. What an attempt's outcome means; `progress` is that of the open attempt. */
export const settle = (outcome: Outcome, progress: Progress, rules: Rules): Verdict => {
  if (outcome.is === 'result') return { is: 'succeeded', result: outcome.result };
  if (outcome.is === 'found') return afterLook(outcome.ids, progress, rules);
  return asItMayBe(afterError(outcome, progress, rules), rules.kind, progress);
};
