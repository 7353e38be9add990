import type { OperatorVerb, Platform, StepName, WorkflowEvent } from '@campaigns/contracts';
import { type Decider, RuleViolation } from '@campaigns/event-sourcing';
import { andWhatFollows } from './engine.ts';
import { evolve } from './evolve.ts';
import type { WorkflowEventOf } from './input.ts';
import type { Run, WorkflowRun } from './run.ts';
import { meant, repeatable } from './with-verb.ts';

// Commands

type Command<Type extends string, Data> = Readonly<{ type: Type; data: Readonly<Data> }>;
/** Without a platform: every platform that failed in that step. `now` is an ISO instant. */
type About = Readonly<{ step: StepName; platform?: Platform | undefined }>;

/** Asks again for what failed, as new operations; what is only waiting is hurried by whoever gives the command. */
export type RetryStep = Command<'RetryStep', About & { now: string }>;
/** Goes on with the platforms that are well, and asks nobody any more. */
export type ResumeRun = Command<'ResumeRun', { now: string }>;
/** Goes on without what failed. */
export type SkipStep = Command<'SkipStep', About & { reason: string; now: string }>;
/** Starts nothing new, and puts back what was done. */
export type CancelRun = Command<'CancelRun', { reason: string; now: string }>;
export type OperatorCommand = RetryStep | ResumeRun | SkipStep | CancelRun;

// Decide

const existing = (state: WorkflowRun): Run => {
  if (state.status === 'absent') throw new RuleViolation('workflow-not-found', 'There is no such workflow');
  return state;
};

const illegal = ({ status }: Run, verb: OperatorVerb): RuleViolation => {
  const named = status === 'needs_operator' ? 'waiting for an operator' : status;
  return new RuleViolation('illegal-transition', `The workflow is ${named}, which does not allow: ${verb}`, {
    ...{ status, action: verb },
  });
};

const requireWaiting = (state: WorkflowRun, verb: OperatorVerb): Run => {
  const run = existing(state);
  if (run.status !== 'needs_operator') throw illegal(run, verb);
  return run;
};

const noSuchFailure = (verb: OperatorVerb, { step, platform }: About): RuleViolation =>
  new RuleViolation(
    'no-such-failure',
    `There is nothing to ${verb} in ${step}${platform === undefined ? '' : ` on ${platform}`}`,
    { step, platform: platform ?? null },
  );

type Said = Pick<WorkflowEventOf<'OperatorActed'>['data'], 'verb' | 'step' | 'platform' | 'reason'>;

const acted = (run: Run, said: Said, now: string): readonly WorkflowEvent[] => {
  // A run never goes back in time.
  const at = Date.parse(now) < Date.parse(run.lastAt) ? run.lastAt : now;
  const { workflowId, orchestrationId } = run.started;
  return andWhatFollows(run, { type: 'OperatorActed', data: { workflowId, orchestrationId, ...said, at } }, at);
};

/** Operations that were asked for and have not settled. */
export const openOperations = (run: Run, { step, platform }: About): readonly string[] =>
  Object.entries(run.operations).flatMap(([operationId, { step: askedIn, mappingId, outcome }]) => {
    const target = run.platforms.find(({ target }) => target.mappingId === mappingId)?.target;
    const isMeant = askedIn === step && (platform === undefined || target?.platform === platform);
    return isMeant && outcome === 'open' ? [operationId] : [];
  });

const retry = ({ data: { step, platform, now } }: RetryStep, state: WorkflowRun): readonly WorkflowEvent[] => {
  const run = existing(state);
  if (run.status === 'ended') throw illegal(run, 'retry');
  const about = { step, platform: platform ?? null };
  // What was asked for and has no outcome is being tried already.
  if (openOperations(run, { step, platform }).length > 0) return [];
  if (run.status !== 'needs_operator') throw illegal(run, 'retry');
  if (repeatable(run, about).length === 0) throw noSuchFailure('retry', { step, platform });
  return acted(run, { verb: 'retry', ...about, reason: null }, now);
};

const skip = ({ data: { step, platform, reason, now } }: SkipStep, state: WorkflowRun): readonly WorkflowEvent[] => {
  const run = requireWaiting(state, 'skip');
  const about = { step, platform: platform ?? null };
  if (meant(run, about).length === 0) throw noSuchFailure('skip', { step, platform });
  return acted(run, { verb: 'skip', ...about, reason }, now);
};

const resume = ({ data: { now } }: ResumeRun, state: WorkflowRun): readonly WorkflowEvent[] =>
  acted(requireWaiting(state, 'resume'), { verb: 'resume', step: null, platform: null, reason: null }, now);

const cancel = ({ data: { reason, now } }: CancelRun, state: WorkflowRun): readonly WorkflowEvent[] => {
  const run = existing(state);
  if (run.status === 'ended') throw illegal(run, 'cancel');
  if (run.cancelled !== null) return [];
  return acted(run, { verb: 'cancel', step: null, platform: null, reason }, now);
};

const decide = (command: OperatorCommand, state: WorkflowRun): readonly WorkflowEvent[] => {
  switch (command.type) {
    case 'RetryStep':
      return retry(command, state);
    case 'ResumeRun':
      return resume(command, state);
    case 'SkipStep':
      return skip(command, state);
    case 'CancelRun':
      return cancel(command, state);
    default:
      return command satisfies never;
  }
};

/**
 * What a person says to a run, on the run's own stream: beside what the run hears of, by the same optimistic append. Throws
 * `illegal-transition` naming the state and the verb, `no-such-failure`, `workflow-not-found`.
 */
export const operatorDecider: Decider<WorkflowRun, OperatorCommand, WorkflowEvent> = {
  initialState: { status: 'absent' },
  decide,
  evolve,
};
