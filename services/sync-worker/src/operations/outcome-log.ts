import type { OperationEvent, PlatformCall } from '@campaigns/contracts';
import { attribute, ConcurrencyExhausted, counter } from '@campaigns/event-sourcing';
import type { Clock } from '@campaigns/service-kit';
import type { Logger } from 'pino';
import { platformMetrics } from '../platforms/platform-metrics.ts';
import { type LoadedOperation, type OperationLog, reactionContext } from './operation-log.ts';
import { byDeadline, type Verdict } from './settle.ts';
import type { Trigger } from './trigger.ts';

type Dependencies = Readonly<{ log: OperationLog; logger: Logger; clock: Pick<Clock, 'now' | 'after'> }>;

export type OutcomeLog = Readonly<{
  /** False when the stream has moved on. */
  record: (
    trigger: Trigger,
    verdict: Verdict,
    loaded: LoadedOperation,
    calls?: readonly PlatformCall[],
  ) => Promise<boolean>;
  /** The outcome of our own attempt, also when the stream has moved meanwhile, as long as it is still ours to tell. */
  recordOwn: (
    trigger: Trigger,
    verdict: Verdict,
    ours: LoadedOperation,
    calls: readonly PlatformCall[],
  ) => Promise<void>;
}>;

const eventOf = (
  { context, task, deadline }: Trigger,
  verdict: Verdict,
  after: Clock['after'],
  made: readonly PlatformCall[],
): OperationEvent => {
  const calls = made.length === 0 ? {} : { calls: [...made] };
  switch (verdict.is) {
    case 'succeeded':
      return { type: 'OperationSucceeded', data: { ...context, result: verdict.result, ...calls } };
    case 'failed':
      return { type: 'OperationFailed', data: { ...context, kind: task.kind, error: verdict.error, ...calls } };
    default: {
      const { reason, error, attempt, looks, waitMs } = verdict;
      const until = after(waitMs).toISOString();
      const deferral = { until, reason, error, attempt, looks, task, ...(deadline === undefined ? {} : { deadline }) };
      return { type: 'OperationDeferred', data: { ...context, ...deferral, ...calls } };
    }
  }
};

const isSameAttempt = ({ operation: one }: LoadedOperation, { operation: other }: LoadedOperation): boolean =>
  one.status === 'attempting' &&
  other.status === 'attempting' &&
  one.since === other.since &&
  one.progress.attempt === other.progress.attempt;

const reloads = 5;

export const outcomeLog = ({ log, logger, clock }: Dependencies): OutcomeLog => {
  const outcomes = counter('sync-worker', platformMetrics.outcomes);
  const tell = ({ context, task }: Trigger, verdict: Verdict): void => {
    const { operationId, platform, adAccountId } = context;
    // A campaign may exist that nobody owns: a person has to look.
    const level = verdict.is === 'failed' && verdict.error.class === 'unknown-outcome' ? 'error' : 'info';
    const error = verdict.is === 'succeeded' ? undefined : verdict.error;
    logger[level]({ operationId, platform, adAccountId, kind: task.kind, error }, `operation ${verdict.is}`);
    outcomes.add(1, {
      [attribute.platform]: platform,
      [attribute.operationKind]: task.kind,
      [attribute.outcome]: verdict.is,
      ...(error === undefined ? {} : { [attribute.errorClass]: error.class }),
    });
  };

  const record: OutcomeLog['record'] = async (trigger, given, { operation, revision }, calls = []) => {
    const at = clock.now();
    const { deadline, task } = trigger;
    const verdict = byDeadline(given, operation.progress, { kind: task.kind, deadline, after: clock.after });
    const event = eventOf(trigger, verdict, clock.after, calls);
    const { purpose, attempt, looks } = operation.progress;
    const context = reactionContext(trigger, at, event.type, purpose, attempt, looks);
    if ((await log.append(event, revision, context)) === undefined) return false;
    tell(trigger, verdict);
    return true;
  };

  const recordOwn: OutcomeLog['recordOwn'] = async (trigger, verdict, ours, calls) => {
    if (await record(trigger, verdict, ours, calls)) return;
    for (let reload = 1; reload <= reloads; reload += 1) {
      const current = await log.load(trigger.context.operationId);
      if (current.operation.status === 'settled') {
        // Another worker took over and ended it: what this attempt did is in no event, so a person has to find it here.
        logger.warn({ ...trigger.context, verdict, calls }, 'the operation had ended before its attempt did');
        return;
      }
      // Another worker took this for interrupted. A success is a fact all the same; anything else it will find out itself.
      if (!isSameAttempt(current, ours) && verdict.is !== 'succeeded') return;
      if (await record(trigger, verdict, current, calls)) return;
    }
    throw new ConcurrencyExhausted(`operation ${trigger.context.operationId} kept changing`);
  };

  return { record, recordOwn };
};
