import type { Orphan, PlatformOutcome, WorkflowEvent } from '@campaigns/contracts';
import type { Definition } from './definition.ts';
import type { WorkflowEventOf } from './input.ts';
import type { Run } from './run.ts';
import { unaskedOf } from './unasked.ts';

type Failed = WorkflowEventOf<'WorkflowFailed'>['data'];

const reasonOf = (outcomes: readonly PlatformOutcome[]): string =>
  outcomes.flatMap(({ platform, error }) => (error === null ? [] : [`${platform}: ${error}`])).join('; ');

const isAllOrNothing = ({ started: { purpose } }: Run): boolean =>
  purpose.goal === 'deploy' && purpose.failurePolicy === 'rollback';

const endingOf = (run: Run, orphans: readonly Orphan[]): NonNullable<Failed['ending']> => {
  const isPutBack = run.cancelled !== null || isAllOrNothing(run);
  if (isPutBack && orphans.length > 0) return 'partially_compensated';
  if (run.cancelled !== null) return 'cancelled';
  return isPutBack && run.finished.includes('roll_back') ? 'compensated' : 'failed';
};

/** Runs of before there was more than `completed` and `failed` end as they began, unless a person calls them off. */
const tellsEnding = ({ started, cancelled }: Run): boolean => started.definitionVersion >= 3 || cancelled !== null;

const endingPart = (run: Run, definition: Definition): Pick<Failed, 'ending' | 'orphans'> => {
  if (!tellsEnding(run)) return {};
  const orphans = definition.orphansOf?.(run) ?? [];
  return { ending: endingOf(run, orphans), orphans: [...orphans] };
};

/** Each platform as it came out. Where a run was called off and puts nothing back, what was left undone is said. */
const outcomesOf = (run: Run, definition: Definition): readonly PlatformOutcome[] => {
  const outcomes = run.platforms.map((platform) => definition.outcomeOf(run, platform));
  if (run.cancelled === null || definition.undo !== undefined) return outcomes;
  const undone = new Set(
    definition.steps.flatMap((step) => unaskedOf(run, step).flat()).map(({ platform }) => platform.target.mappingId),
  );
  return outcomes.map((outcome) =>
    outcome.error === null && undone.has(outcome.mappingId)
      ? { ...outcome, error: 'The run was cancelled before it came to this platform' }
      : outcome,
  );
};

const joined = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join('; ');

/** The last event of a run. */
export const runEnded = (run: Run, definition: Definition, at: string): WorkflowEvent => {
  const { started, cancelled, recommendation } = run;
  const { workflowId, orchestrationId, purpose } = started;
  const outcomes = outcomesOf(run, definition);
  const { workflowType } = definition;
  const data = { workflowId, orchestrationId, workflowType, purpose, outcomes: [...outcomes], at };
  const well = outcomes.filter(({ error }) => error === null);
  if (well.length === outcomes.length && cancelled === null) {
    return {
      type: 'WorkflowCompleted',
      data: { ...data, ...(recommendation === undefined ? {} : { recommendation }) },
    };
  }
  const why = reasonOf(outcomes);
  return {
    type: 'WorkflowFailed',
    data: {
      ...data,
      reason: cancelled === null ? why : joined(`Cancelled: ${cancelled}`, why),
      partial: well.length > 0 && !isAllOrNothing(run) && cancelled === null,
      rolledBack: [...run.removed],
      ...endingPart(run, definition),
    },
  };
};
