import { randomUUID } from 'node:crypto';
import type { ErrorClass, OperationError, OperationEvent, Platform } from '@campaigns/contracts';
import { ConcurrencyExhausted, type EventStore } from '@campaigns/event-sourcing';
import type { Clock } from '@campaigns/service-kit';
import type { Logger } from 'pino';
import type { Connections } from '../connections/connections.ts';
import type { GrantKeeper } from '../grants/grant-keeper.ts';
import type { AccountLimits, Entry } from '../limits/account-limits.ts';
import { callerOf } from '../limits/caller.ts';
import type { Circuits } from '../limits/circuits.ts';
import { rankOf } from '../limits/platform-calls.ts';
import { lastReportedDay, reportDays } from '../performance/report-days.ts';
import type { PlatformAdapters } from '../platforms/adapters.ts';
import { callsOf } from '../platforms/calls.ts';
import { looksUnheardOf } from '../platforms/linkedin/errors.ts';
import type { Vault } from '../vault/vault.ts';
import { type Access, accessFor } from './access.ts';
import type { RetryPolicy } from './backoff.ts';
import { type MadeCalls, madeCalls } from './made-calls.ts';
import { type NextStep, nextStep, type Wake } from './next-step.ts';
import { circuitOpenCode, ownLimitCode, type Progress } from './operation.ts';
import { type LoadedOperation, operationLog, reactionContext } from './operation-log.ts';
import { outcomeLog } from './outcome-log.ts';
import { attempt, type Work } from './perform.ts';
import { asItMayBe, type Outcome, settle, type Verdict } from './settle.ts';
import type { Trigger } from './trigger.ts';

export type RunnerDependencies = Readonly<{
  store: EventStore;
  connections: Connections;
  vault: Vault;
  keeper: GrantKeeper;
  adapters: PlatformAdapters;
  limits: AccountLimits;
  circuits: Circuits;
  policy: RetryPolicy;
  logger: Logger;
  clock: Clock;
  random: () => number;
  signal: AbortSignal;
}>;

export type OperationRunner = (trigger: Trigger) => Promise<void>;

type Granted = Extract<Access, { granted: true }>;
type AttemptStep = Extract<NextStep, { do: 'attempt' }>;
/** An attempt under way: when its intent was written, and where its requests are noted. */
type Making = Readonly<{ since: Date; made: MadeCalls['add'] }>;

/** What a platform that is down looks like. */
const isDown = new Set<ErrorClass>(['transient', 'unknown-outcome']);

const ownLimit: OperationError = {
  class: 'rate-limit',
  code: ownLimitCode,
  message: 'The ad account has to wait before its next call',
};
const platformDown: OperationError = {
  class: 'transient',
  code: circuitOpenCode,
  message: 'The platform is down; it is asked again when it may have come back',
};

const notRenewed: OperationError = {
  class: 'transient',
  code: 'token-not-renewed',
  message: 'The access token has run out and cannot be renewed for the moment',
};

/** So long a fresh token that a server has not heard of waits for each of its next calls. */
const unheardOfWaitMs = 10_000;

/** What is said against a fresh token may only mean that it has not got about yet. */
const ofFreshToken = (outcome: Outcome): Outcome =>
  outcome.is === 'error' && looksUnheardOf(outcome.error)
    ? { ...outcome, error: { ...outcome.error, class: 'transient' }, waitMs: unheardOfWaitMs }
    : outcome;

/** The platform takes calls. */
const isAnswer = (outcome: Outcome): boolean =>
  outcome.is !== 'error' || !(outcome.error.class === 'rate-limit' || isDown.has(outcome.error.class));

/** The platform itself said that there are too many calls. */
const isRefusal = (verdict: Verdict): verdict is Extract<Verdict, { is: 'deferred' }> =>
  verdict.is === 'deferred' && verdict.reason === 'rate-limit' && verdict.error.code !== ownLimitCode;

/** How often a trigger is looked at again when the stream moves under it. */
const reloads = 5;

const wakeOf = ({ kind, cause }: Trigger): Wake =>
  kind === 'requested' ? { kind } : { kind, revision: cause.revision };

/** Takes one trigger as far as it goes: to one attempt and its outcome, or to nothing. Throws when the log is away. */
export const operationRunner = (dependencies: RunnerDependencies): OperationRunner => {
  const { store, connections, limits, circuits, policy, logger, clock, random, signal } = dependencies;
  const { now } = clock;
  const log = operationLog(store);
  const outcomes = outcomeLog({ log, logger, clock });

  const workFor = (trigger: Trigger, { adapter, account, credentials }: Granted, { since, made }: Making): Work => ({
    platform: trigger.context.platform,
    adapter,
    call: {
      ...{ account, credentials, signal, made },
      mayStillChange: () => -clock.realMsUntil(since) <= policy.callTimeoutMs,
    },
    operationId: trigger.context.operationId,
    now,
    results: {
      lastDay: (platformCampaignId) => lastReportedDay(store, trigger.context, platformCampaignId),
      keep: (platformCampaignId, reported) =>
        reportDays(
          store,
          {
            ...{ context: trigger.context, platformCampaignId, currency: account.currency },
            ...{ observedAt: now().toISOString(), ...reported },
          },
          reactionContext(trigger, now(), 'days', trigger.context.operationId),
        ),
    },
  });

  const suspendIfAsked = async (trigger: Trigger, { grantId }: Granted, verdict: Verdict): Promise<void> => {
    if (verdict.is !== 'failed' || verdict.suspend === undefined) return;
    const { connectionId } = trigger.context;
    const { message } = verdict.error;
    const context = reactionContext(trigger, now(), 'suspend');
    const refused = grantId === undefined ? {} : { grantId };
    await connections.suspend({ connectionId, reason: verdict.suspend, message, ...refused }, context);
  };

  /** A token that has run out is renewed once: the platform has refused the call, so it may be made again. */
  const attemptWithNewerToken = async (
    trigger: Trigger,
    access: Granted,
    purpose: AttemptStep['purpose'],
    making: Making,
  ): Promise<Readonly<{ outcome: Outcome; isFresh: boolean }>> => {
    const { isFresh } = access;
    const outcome = await attempt(workFor(trigger, access, making), trigger.task, purpose);
    if (outcome.is !== 'error' || outcome.error.class !== 'token-expired') return { outcome, isFresh };
    const credentials = await access.renew();
    if (credentials === undefined) return { outcome, isFresh };
    if (credentials === 'later') return { outcome: { is: 'error', error: notRenewed }, isFresh };
    const work = workFor(trigger, { ...access, credentials }, making);
    return { outcome: await attempt(work, trigger.task, purpose), isFresh: true };
  };

  /** What was refused before any request, and what another server than the platform's API said, tells nothing about it. */
  const noteOn = (platform: Platform, outcome: Outcome, calls: MadeCalls): void => {
    const error = outcome.is === 'error' ? outcome.error : undefined;
    const looksDown = error !== undefined && isDown.has(error.class) && error.code !== notRenewed.code;
    const isOurs = error?.code === ownLimitCode || (error !== undefined && !looksDown && calls.all().length === 0);
    if (isOurs) circuits.release(platform);
    else circuits.note(platform, looksDown ? 'failed' : 'answered');
  };

  const entryOf = ({ context, task }: Trigger, { purpose }: AttemptStep): Entry => ({
    operationId: context.operationId,
    calls: callsOf(context.platform, task, purpose),
    rank: rankOf(task.kind),
  });

  const neverWentOut = ({ context }: Trigger): void => {
    circuits.release(context.platform);
    limits.endProbe(context, false);
  };

  /** What the platform refused holds others back as well, and comes back among them when it has a turn. */
  const afterRefusal = (trigger: Trigger, step: AttemptStep, access: Granted, outcome: Outcome, verdict: Verdict) => {
    const { context } = trigger;
    const isStillBlocked = limits.endProbe(context, isAnswer(outcome));
    const scope = outcome.is === 'error' ? outcome.scope : undefined;
    if (!isRefusal(verdict) || scope === 'category') return verdict;
    // A refused probe tells nothing new.
    if (!isStillBlocked) {
      limits.blockFor(context.platform, scope === 'app' ? undefined : context.adAccountId, verdict.waitMs);
    }
    const entry = entryOf(trigger, step);
    const turnMs = limits.enter(callerOf(context.platform, access), entry);
    const waitMs = entry.rank === 'urgent' ? Math.min(turnMs, verdict.waitMs) : Math.max(turnMs, verdict.waitMs);
    return { ...verdict, waitMs };
  };

  const carryOut = async (
    trigger: Trigger,
    step: AttemptStep,
    loaded: LoadedOperation,
    access: Granted,
  ): Promise<boolean> => {
    const { context, task } = trigger;
    const { purpose, attempt: number } = step;
    const intent: OperationEvent = { type: 'OperationAttempted', data: { ...context, attempt: number, purpose, task } };
    // An id of this run alone: with a derived one, two workers at the same revision would both be told "appended".
    const run = randomUUID();
    const since = now();
    const intentContext = reactionContext(trigger, since, intent.type, run);
    const revision = await log.append(intent, loaded.revision, intentContext);
    if (revision === undefined) {
      neverWentOut(trigger);
      return false;
    }

    const { progress } = loaded.operation;
    const open: Progress = {
      ...progress,
      purpose,
      attempt: number,
      ...(purpose === 'call' ? { looks: 0, suspicion: null } : {}),
    };
    const calls = madeCalls(now);
    const { outcome, isFresh } = await attemptWithNewerToken(trigger, access, purpose, { since, made: calls.add });
    noteOn(context.platform, outcome, calls);
    const rules = { kind: task.kind, platform: context.platform, policy, random };
    const settled = settle(isFresh ? ofFreshToken(outcome) : outcome, open, rules);
    const verdict = afterRefusal(trigger, step, access, outcome, settled);
    await suspendIfAsked(trigger, access, verdict);
    const operation = { status: 'attempting', progress: open, since: since.toISOString() } as const;
    await outcomes.recordOwn(trigger, verdict, { operation, revision }, calls.all());
    return true;
  };

  /** A cut-off attempt may send its change until its time is over, and the platform may take as long again to do it. */
  const lookLater = (step: Extract<NextStep, { do: 'look-later' }>, { attempt: number }: Progress): Verdict => ({
    is: 'deferred',
    reason: 'unknown-outcome',
    waitMs: Math.max(0, 2 * policy.callTimeoutMs + clock.realMsUntil(step.since)) + policy.lookupWaitMs,
    error: step.error,
    attempt: number,
    looks: 0,
  });

  /** Comes again without having asked the platform; costs no attempt. */
  const heldBack = (error: OperationError, waitMs: number, { attempt: counted, looks }: Progress): Verdict => ({
    ...{ is: 'deferred', reason: 'rate-limit', waitMs, error, attempt: counted, looks },
  });

  /** What waited for the platform does not all come back at once. */
  const spread = (waitMs: number): number => Math.round(waitMs * (1 + random() / 4));

  const tryOnce = async (trigger: Trigger): Promise<boolean> => {
    const { context, task } = trigger;
    const loaded = await log.load(context.operationId);
    const { progress } = loaded.operation;
    const step = nextStep(loaded.operation, wakeOf(trigger), task.kind, policy);
    if (step.do === 'nothing') return true;
    if (step.do === 'fail') return outcomes.record(trigger, { is: 'failed', error: step.error }, loaded);
    if (step.do === 'look-later') return outcomes.record(trigger, lookLater(step, progress), loaded);
    const access = await accessFor(trigger, dependencies);
    if (!access.granted) {
      const refused = asItMayBe({ is: 'failed', error: access.error }, task.kind, progress);
      return outcomes.record(trigger, refused, loaded);
    }
    // First the circuit: room for calls that is promised and not used would be lost.
    const downMs = circuits.enter(context.platform, task.kind);
    if (downMs > 0) return outcomes.record(trigger, heldBack(platformDown, spread(downMs), progress), loaded);
    const waitMs = limits.enter(callerOf(context.platform, access), entryOf(trigger, step));
    if (waitMs > 0) {
      circuits.release(context.platform);
      return outcomes.record(trigger, heldBack(ownLimit, waitMs, progress), loaded);
    }
    try {
      return await carryOut(trigger, step, loaded, access);
    } catch (error) {
      neverWentOut(trigger);
      throw error;
    }
  };

  return async (trigger) => {
    for (let reload = 1; reload <= reloads; reload += 1) if (await tryOnce(trigger)) return;
    throw new ConcurrencyExhausted(`operation ${trigger.context.operationId} kept changing`);
  };
};
